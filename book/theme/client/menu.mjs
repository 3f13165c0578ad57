import { make } from "./dom.mjs";

/** On small screens the contents open over the page. Without this island the link leads to them through :target. */
export function menu() {
  const contents = document.getElementById("contents");
  const link = document.querySelector(".menu-link");
  const button = make("button", { type: "button", className: "menu-link", textContent: "Contents" });
  button.setAttribute("aria-controls", "contents");
  link.replaceWith(button);
  const set = (open) => {
    contents.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    document.documentElement.classList.toggle("menu-open", open);
  };
  const close = () => {
    set(false);
    button.focus();
  };
  button.addEventListener("click", () => {
    set(true);
    contents.querySelector(".close").focus();
  });
  contents.querySelector(".close").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  contents.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("open")) close();
  });
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a:not(.close)")) set(false);
  });
  set(false);
  const current = contents.querySelector("[aria-current]");
  if (current && matchMedia("(min-width: 78rem)").matches) contents.scrollTop = current.offsetTop - contents.clientHeight / 2;
}
