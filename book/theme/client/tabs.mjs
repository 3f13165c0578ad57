import { make } from "./dom.mjs";

const groups = [];

/** Sections in a .tabs become tabs; those with the same `sync` name change together on the whole page. */
export function tabs() {
  for (const group of document.querySelectorAll(".tabs")) {
    const panels = [...group.children];
    const list = make("div", { className: "tab-list", role: "tablist" });
    const buttons = panels.map((panel, index) => {
      const button = make("button", { type: "button", id: `${panel.id}-tab`, role: "tab", textContent: panel.dataset.title });
      button.setAttribute("aria-controls", panel.id);
      button.addEventListener("click", () => choose(index, true));
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      panel.querySelector(".tab-title").hidden = true;
      return button;
    });
    const choose = (chosen, others) => {
      buttons.forEach((button, index) => {
        button.setAttribute("aria-selected", String(index === chosen));
        button.tabIndex = index === chosen ? 0 : -1;
        panels[index].hidden = index !== chosen;
      });
      const { sync } = panels[chosen].dataset;
      if (others && sync) for (const other of groups) if (other.group !== group) other.follow(sync);
    };
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
      buttons[next].focus();
      choose(next, true);
    });
    groups.push({
      group,
      follow: (sync) => {
        const index = panels.findIndex((panel) => panel.dataset.sync === sync);
        if (index >= 0) choose(index, false);
      },
    });
    list.append(...buttons);
    group.prepend(list);
    choose(Math.max(0, panels.findIndex((panel) => "selected" in panel.dataset)), false);
  }
}
