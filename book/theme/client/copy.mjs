import { make } from "./dom.mjs";

const SHOWN_MS = 1600; // long enough to be read

/** A button on every piece of code. */
export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll(".code")) {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    button.setAttribute("aria-label", "Copy this code");
    button.addEventListener("click", async () => {
      const done = await navigator.clipboard.writeText(block.querySelector("code").textContent).then(
        () => "Copied",
        () => "Not allowed",
      );
      button.textContent = done;
      setTimeout(() => (button.textContent = "Copy"), SHOWN_MS);
    });
    block.append(button);
  }
}
