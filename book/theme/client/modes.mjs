import { make } from "./dom.mjs";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const NAMES = { auto: "Auto", light: "Light", dark: "Dark" };

/** Light, dark, or as the system says; the choice is kept. */
export function modeButton() {
  const root = document.documentElement;
  const button = make("button", { type: "button", className: "mode" });
  const show = () => {
    const mode = root.dataset.mode ?? "auto";
    button.textContent = NAMES[mode];
    button.setAttribute("aria-label", `Colours: ${NAMES[mode]}. Change to ${NAMES[NEXT[mode]]}`);
  };
  button.addEventListener("click", () => {
    const mode = NEXT[root.dataset.mode ?? "auto"];
    if (mode === "auto") delete root.dataset.mode;
    else root.dataset.mode = mode;
    try {
      if (mode === "auto") localStorage.removeItem("mode");
      else localStorage.setItem("mode", mode);
    } catch {
      // Forbidden storage: the choice lasts for this page.
    }
    show();
  });
  show();
  document.querySelector(".tools").append(button);
}
