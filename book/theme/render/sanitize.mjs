/** HTML that came from outside (an output, a citation, raw HTML): scripts and styles removed, tables made the book's. */

import { parseFragment, serialize } from "parse5";
import { alignColumns } from "./columns.mjs";

const REMOVED = new Set(["script", "style", "link", "meta", "base", "object", "embed", "form", "noscript"]);
const URL_ATTRIBUTES = new Set(["href", "src", "xlink:href", "action", "formaction", "poster"]);

const attribute = (node, name) => node.attrs?.find((each) => each.name === name)?.value;
const textOf = (node) => (node.nodeName === "#text" ? node.value : (node.childNodes ?? []).map(textOf).join(""));

function setAttribute(node, name, value) {
  const found = node.attrs.find((each) => each.name === name);
  if (found) found.value = value;
  else node.attrs.push({ name, value });
}

function walk(node, visit) {
  node.childNodes = (node.childNodes ?? []).filter((child) => !REMOVED.has(child.nodeName) && child.nodeName !== "#comment");
  if (node.content) walk(node.content, visit);
  for (const child of node.childNodes) {
    visit(child);
    walk(child, visit);
  }
}

function clean(node) {
  if (!node.attrs) return;
  node.attrs = node.attrs.filter(
    ({ name, value }) => !name.startsWith("on") && !(URL_ATTRIBUTES.has(name) && /^\s*(javascript|vbscript|data:text)/i.test(value)),
  );
  // The attributes of the nineties that pandas writes; the style sheet says how a table looks.
  if (node.nodeName === "table" || node.nodeName === "tr") node.attrs = node.attrs.filter(({ name }) => !["border", "style", "class"].includes(name));
  if (node.nodeName === "a") node.attrs = node.attrs.filter(({ name }) => name !== "target");
}

function rowsOf(table) {
  const rows = [];
  walk(table, (node) => {
    if (node.nodeName === "tr") rows.push(node.childNodes.filter((cell) => cell.nodeName === "td" || cell.nodeName === "th"));
  });
  return rows;
}

function styleTable(table) {
  const rows = rowsOf(table);
  const cells = rows.map((row) =>
    row.map((cell) => ({
      text: textOf(cell).trim(),
      header: cell.nodeName === "th" && cell.parentNode.parentNode.nodeName === "thead",
      spans: Boolean(attribute(cell, "colspan") || attribute(cell, "rowspan")),
    })),
  );
  for (const row of rows)
    for (const cell of row) if (cell.nodeName === "th" && !textOf(cell).trim()) Object.assign(cell, { nodeName: "td", tagName: "td" });
  alignColumns(cells).forEach((row, r) =>
    row.forEach(({ numeric, ghost }, c) => {
      const cell = rows[r][c];
      if (numeric) setAttribute(cell, "class", "number");
      if (ghost) cell.childNodes.push(...parseFragment(ghost).childNodes.map((child) => ({ ...child, parentNode: cell })));
    }),
  );
}

/** Safe HTML of `source`. `context` may be left out where there is no page (a citation). */
export function sanitize(source) {
  const fragment = parseFragment(source);
  const tables = [];
  walk(fragment, (node) => {
    clean(node);
    if (node.nodeName === "table") tables.push(node);
  });
  tables.forEach(styleTable);
  const html = serialize(fragment);
  return tables.length ? html.replace(/<table/g, '<div class="table-scroll"><table').replace(/<\/table>/g, "</table></div>") : html;
}
