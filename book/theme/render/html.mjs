/** Writing HTML safely: text is escaped here and nowhere else. */

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const VOID = new Set(["br", "hr", "img", "input", "link", "meta", "source", "col"]);

/** @param {unknown} text */
export const escape = (text) => String(text ?? "").replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** Attributes as text; those that are undefined, null, false or "" (but not alt="") are left out. */
export function attributes(values = {}) {
  return Object.entries(values)
    .filter(([name, value]) => value !== undefined && value !== null && value !== false && (value !== "" || name === "alt"))
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`))
    .join("");
}

/** One element. `content` is HTML already; text must go through `escape` first. */
export function element(name, values, content = "") {
  return VOID.has(name) ? `<${name}${attributes(values)}>` : `<${name}${attributes(values)}>${content}</${name}>`;
}

/** Class names joined, without the ones that do not apply. */
export const classes = (...names) => names.filter(Boolean).join(" ");

/** The plain text of a node and everything in it. Mathematics gives its TeX source. */
export function toText(node) {
  if (Array.isArray(node)) return node.map(toText).join("");
  if (!node || node.type === "comment") return "";
  return node.children ? node.children.map(toText).join("") : (node.value ?? "");
}
