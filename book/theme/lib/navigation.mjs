/** The contents of the book, beside every page; on small screens behind a link, with or without JavaScript. */

import { attributes, element, escape } from "../render/html.mjs";

export function contents(site, current) {
  const groups = site.parts.map((part) => {
    const items = part.pages.map((page) => {
      const link = element("a", { href: site.path(page.slug), "aria-current": page.slug === current ? "page" : undefined }, escape(page.title));
      return `<li>${link}</li>`;
    });
    const list = `<ol>${items.join("")}</ol>`;
    if (!part.title) return list;
    const open = part.pages.some((page) => page.slug === current) || current === site.index || !current;
    return `<details${attributes({ open })}><summary>${escape(part.title)}</summary>${list}</details>`;
  });
  return `<nav id="contents" class="contents" aria-label="Contents">
<a class="close" href="#main">Close</a>
${groups.join("\n")}
</nav>`;
}
