/** What fills the column: headings, lists, quotations, notes, cards, tabs. */

import { classes, element, escape, toText } from "./html.mjs";

const wrap = (name, className) => (node, context) =>
  element(name, { id: context.id(node), class: classes(className, node.class) }, context.children(node));

function heading(node, context) {
  const id = context.id(node);
  const anchor = id && !context.inert ? `<a class="anchor" href="#${escape(id)}" aria-hidden="true" tabindex="-1"></a>` : "";
  const number = node.enumerator ? `<span class="heading-number">${escape(node.enumerator)}</span> ` : "";
  return element(`h${node.depth}`, { id, class: classes(node.class) }, number + context.children(node) + anchor);
}

function list(node, context) {
  const start = node.ordered && node.start > 1 ? node.start : undefined;
  const tasks = (node.children ?? []).some((item) => typeof item.checked === "boolean");
  return element(node.ordered ? "ol" : "ul", { start, class: classes(tasks && "tasks", node.class) }, context.children(node));
}

function listItem(node, context) {
  // A tight list's single paragraph is the item itself.
  const [only, ...rest] = node.children ?? [];
  const content = only?.type === "paragraph" && !rest.length ? context.children(only) : context.children(node);
  if (typeof node.checked !== "boolean") return element("li", { id: context.id(node) }, content);
  const label = toText(node).trim().slice(0, 80);
  return element("li", { class: "task" }, element("input", { type: "checkbox", disabled: true, checked: node.checked, "aria-label": label }) + content);
}

const KINDS = {
  attention: "Attention", caution: "Caution", danger: "Danger", error: "Error", hint: "Hint", important: "Important",
  note: "Note", seealso: "See also", tip: "Tip", warning: "Warning",
};
const URGENT = new Set(["attention", "caution", "danger", "error", "warning"]);

function admonition(node, context) {
  const names = (node.class ?? "").split(/\s+/).filter(Boolean);
  const kind = node.kind ?? names.find((name) => KINDS[name]) ?? "note";
  const [first, ...rest] = node.children ?? [];
  const titled = first?.type === "admonitionTitle";
  const id = context.id(node);
  const title = titled ? context.children(first) : names.includes("simple") ? "" : KINDS[kind];
  const body = context.all(titled ? rest : node.children);
  if (names.includes("opening")) {
    return element("section", { id, class: "opening", "aria-label": titled ? toText(first) : "Before you start" }, (title && `<p class="opening-title">${title}</p>`) + body);
  }
  const className = classes("admonition", URGENT.has(kind) && "urgent", kind, ...names.filter((name) => name !== kind));
  if (names.includes("dropdown")) {
    return element("details", { id, class: className, open: node.open }, `<summary class="admonition-title">${title}</summary>${body}`);
  }
  return element("aside", { id, class: className, role: "note", "aria-label": titled ? toText(first) : KINDS[kind] }, (title && `<p class="admonition-title">${title}</p>`) + body);
}

function details(node, context) {
  const [first, ...rest] = node.children ?? [];
  const titled = first?.type === "summary";
  const summary = titled ? context.children(first) : "Details";
  return element("details", { id: context.id(node), class: classes("fold", node.class), open: node.open }, `<summary>${summary}</summary>${context.all(titled ? rest : node.children)}`);
}

function aside(node, context) {
  const kind = node.kind === "sidebar" || node.kind === "topic" ? node.kind : "margin";
  const className = classes("aside", kind === "topic" ? "topic" : "margin-note", node.class);
  return element("aside", { id: context.id(node), class: className }, context.children(node));
}

function blockquote(node, context) {
  return element("blockquote", { class: classes(node.class) }, context.children(node));
}

function card(node, context) {
  const part = (type) => (node.children ?? []).filter((child) => child.type === type);
  const body = (node.children ?? []).filter((child) => !["header", "cardTitle", "footer"].includes(child.type));
  const label = context.all(part("cardTitle").flatMap((title) => title.children ?? []));
  const linked = node.url && label ? element("a", { href: context.site.link(node, context).href }, label) : label;
  const more = node.url && !label ? `<p>${element("a", { href: context.site.link(node, context).href }, "Read on")}</p>` : "";
  return element(
    "div",
    { class: classes("card", node.url && "linked", node.class) },
    context.all(part("header")) + (linked && `<p class="card-title">${linked}</p>`) + context.all(body) + more + context.all(part("footer")),
  );
}

function grid(node, context) {
  const most = Math.max(...(node.columns ?? [1]));
  return element("div", { id: context.id(node), class: classes("grid", `columns-${Math.min(most, 4)}`, node.class) }, context.children(node));
}

/** Without JavaScript every tab stands below the other under its name; the island (client/tabs.mjs) makes them tabs. */
function tabSet(node, context) {
  const stem = context.unique("tabs");
  const items = (node.children ?? []).filter((child) => child.type === "tabItem");
  const chosen = Math.max(0, items.findIndex((item) => item.selected));
  const panels = items.map((item, index) =>
    element(
      "section",
      { id: `${stem}-${index + 1}`, class: "tab", "data-title": item.title, "data-sync": item.sync, "data-selected": index === chosen },
      `<p class="tab-title">${escape(item.title)}</p>${context.children(item)}`,
    ),
  );
  return element("div", { id: context.id(node), class: "tabs" }, panels.join(""));
}

export const blocks = {
  heading,
  list,
  listItem,
  definitionList: wrap("dl"),
  definitionTerm: wrap("dt"),
  definitionDescription: wrap("dd"),
  blockquote,
  thematicBreak: () => "<hr>",
  blockBreak: () => "",
  admonition,
  admonitionTitle: wrap("p", "admonition-title"),
  details,
  summary: wrap("p", "admonition-title"),
  aside,
  card,
  cardTitle: wrap("p", "card-title"),
  header: wrap("div", "card-header"),
  footer: wrap("div", "card-footer"),
  grid,
  "grid-item": wrap("div", "grid-item"),
  tabSet,
  tabItem: wrap("section", "tab"),
  div: wrap("div"),
  glossary: wrap("div", "glossary"),
  // A part of another page shown here, a file included, raw source parsed: their children are what they are.
  embed: (node, context) => context.children(node),
  include: (node, context) => context.children(node),
  raw: (node, context) => context.children(node),
  mystDirective: (node, context) => context.fail(`uses the directive {${node.name}}, which does not exist.`),
  mystRole: (node, context) => context.fail(`uses the role {${node.name}}, which does not exist.`),
};
