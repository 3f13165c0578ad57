/** Bars of the likeliest next tokens, as the figures of the book draw them. */

import { make, percent, visible } from "./dom.mjs";

/**
 * @param {number} count  rows
 * @param {(id: number) => void} [choose]  called with the token of the row a reader presses; without it rows are no buttons
 */
export function bars(count, choose, signal) {
  const rows = Array.from({ length: count }, () => {
    const [name, bar, share] = [make("code"), make("span", { className: "bar" }), make("span", { className: "share" })];
    const row = make(choose ? "button" : "div", { className: "row" }, name, make("span", { className: "track" }, bar), share);
    if (choose) row.type = "button";
    const state = { row, name, bar, share, id: -1 };
    if (choose) row.addEventListener("click", () => choose(state.id), { signal });
    return state;
  });
  const list = make("ol", { className: "bars" }, ...rows.map(({ row }) => make("li", {}, row)));
  return {
    list,
    /**
     * @param {{id: number, piece: string, share: number, kept: boolean}[]} tokens  the likeliest first
     */
    show(tokens) {
      const longest = Math.max(...tokens.map(({ share }) => share));
      rows.forEach((state, i) => {
        const token = tokens[i];
        state.row.parentElement.hidden = !token;
        if (!token) return;
        state.id = token.id;
        state.name.textContent = token.piece === "" ? "end of text" : visible(token.piece);
        state.share.textContent = percent(token.share);
        state.bar.style.width = `${(100 * token.share) / longest}%`;
        state.row.classList.toggle("cut", !token.kept);
      });
    },
  };
}
