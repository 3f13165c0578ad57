import { make } from "./dom.mjs";

/** The button and the key that open the search; the search itself is fetched then. */
export function searchButton() {
  const button = make("button", { type: "button", className: "search-button" }, "Search ", make("kbd", { textContent: "/" }));
  const open = async () => {
    const { openSearch } = await import(document.body.dataset.search);
    openSearch(document.body.dataset.base ?? "");
  };
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]") || event.target.shadowRoot;
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.querySelector(".tools").append(button);
}
