/** What the search island indexes at its first use: one record a section, in plain words. */

import { toText } from "../render/html.mjs";

const SKIPPED = new Set(["outputs", "output", "comment", "anywidget", "footnoteReference", "captionNumber"]);
const SPACED = new Set(["paragraph", "heading", "listItem", "tableCell", "tableRow", "code", "math", "definitionTerm", "definitionDescription", "admonitionTitle"]);

function plain(node) {
  if (SKIPPED.has(node.type) || node.visibility === "remove") return "";
  const text = node.children ? node.children.map(plain).join("") : (node.value ?? "");
  return SPACED.has(node.type) ? ` ${text} ` : text;
}

/** @returns {{page: string, heading: string, url: string, text: string}[]} */
export function sections(page, site, slug) {
  const title = page.frontmatter?.title ?? site.title;
  const records = [{ page: title, heading: "", url: site.path(slug), text: "" }];
  const walk = (node) => {
    if (node.visibility === "remove") return;
    if (node.type === "heading" && node.depth <= 3) {
      records.push({ page: title, heading: toText(node), url: `${site.path(slug)}#${node.html_id ?? node.identifier}`, text: "" });
    } else if (["block", "root", "div", "include", "embed"].includes(node.type)) (node.children ?? []).forEach(walk);
    else records.at(-1).text += plain(node);
  };
  walk(page.mdast);
  return records.map((record) => ({ ...record, text: record.text.replace(/\s+/g, " ").trim() }));
}

export const searchIndex = (site) => JSON.stringify(site.pages.flatMap(({ slug }) => sections(site.content.get(slug), site, slug)));
