/** Tables: numbers on the right, lined up on the point; wide ones scroll in themselves. */

import { classes, element, toText } from "./html.mjs";
import { alignColumns } from "./columns.mjs";

function table(node, context) {
  const rows = (node.children ?? []).filter((row) => row.type === "tableRow");
  const aligned = alignColumns(
    rows.map((row) =>
      row.children.map((cell) => ({
        text: toText(cell).trim(),
        header: cell.header,
        align: cell.align,
        spans: cell.rowspan > 1 || cell.colspan > 1,
      })),
    ),
  );
  const html = rows.map((row, r) => {
    const cells = row.children.map((cell, c) => {
      const { numeric, ghost } = aligned[r][c];
      const span = (count) => (count > 1 ? count : undefined);
      const align = numeric ? "number" : ["center", "right"].includes(cell.align) && `align-${cell.align}`;
      const [only, ...rest] = cell.children ?? [];
      const content = only?.type === "paragraph" && !rest.length ? context.children(only) : context.children(cell);
      // A corner with nothing in it heads nothing.
      const heads = cell.header && content.trim();
      const name = heads ? "th" : "td";
      const scope = heads ? (r === 0 || row.children.every((each) => each.header) ? "col" : "row") : undefined;
      return element(name, { class: classes(align), rowspan: span(cell.rowspan), colspan: span(cell.colspan), scope }, content + ghost);
    });
    return element("tr", {}, cells.join(""));
  });
  const heads = rows.findIndex((row) => !row.children.every((cell) => cell.header));
  const split = heads < 0 ? rows.length : heads;
  const head = split ? `<thead>${html.slice(0, split).join("")}</thead>` : "";
  return `<div class="table-scroll">${element("table", { id: context.id(node), class: classes(node.class) }, `${head}<tbody>${html.slice(split).join("")}</tbody>`)}</div>`;
}

export const tables = {
  table,
  tableRow: (node, context) => element("tr", {}, context.children(node)),
  tableCell: (node, context) => element(node.header ? "th" : "td", {}, context.children(node)),
};
