/** One page: its body, and everything around it that a reader or a machine expects. */

import { createRenderer } from "../render/index.mjs";
import { attributes, classes, element, escape, toText } from "../render/html.mjs";
import { footnotes, sources } from "../render/references.mjs";
import { downloads } from "./downloads.mjs";
import { outline } from "./outline.mjs";
import { contents } from "./navigation.mjs";

const DESCRIPTION_LENGTH = 155; // what search engines show of it, in characters

function firstParagraph(node) {
  if (node.type === "paragraph") return toText(node);
  if (["admonition", "aside", "code", "outputs", "container", "math"].includes(node.type)) return "";
  for (const child of node.children ?? []) {
    const found = firstParagraph(child);
    if (found) return found;
  }
  return "";
}

function describe(page, site) {
  const text = (page.frontmatter?.description || firstParagraph(page.mdast) || site.description).replace(/\s+/g, " ").trim();
  return text.length <= DESCRIPTION_LENGTH ? text : `${text.slice(0, text.lastIndexOf(" ", DESCRIPTION_LENGTH))}…`;
}

function policy(site, facts) {
  const socket = site.live ? ` ${site.live}` : "";
  return [
    "default-src 'none'",
    "script-src 'self'",
    // KaTeX and Matplotlib place things by style attributes; style elements stay forbidden.
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "media-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${socket}`,
    "worker-src 'self'",
    `frame-src 'self'${[...facts.frames].map((origin) => ` ${origin}`).join("")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function head({ site, bundle, title, description, path, facts, index }) {
  const canonical = site.origin && path !== null ? site.origin + path : undefined;
  const meta = (values) => `<meta${attributes(values)}>`;
  const icon = site.favicon ? site.assets.address(site.favicon) : `${site.base}/favicon.svg`;
  return [
    '<meta charset="utf-8">',
    meta({ "http-equiv": "Content-Security-Policy", content: policy(site, facts) }),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(index || title === site.title ? site.title : `${title} – ${site.title}`)}</title>`,
    meta({ name: "description", content: description }),
    canonical && `<link${attributes({ rel: "canonical", href: canonical })}>`,
    path === null && '<meta name="robots" content="noindex">',
    meta({ property: "og:type", content: index ? "book" : "article" }),
    meta({ property: "og:title", content: title }),
    meta({ property: "og:description", content: description }),
    meta({ property: "og:site_name", content: site.title }),
    canonical && meta({ property: "og:url", content: canonical }),
    ...site.authors.map((name) => meta({ name: "author", content: name })),
    '<meta name="color-scheme" content="light dark">',
    `<link${attributes({ rel: "icon", href: icon })}>`,
    ...bundle.preload.map((href) => `<link${attributes({ rel: "preload", href, as: "font", type: "font/woff2", crossorigin: "anonymous" })}>`),
    // Before the style sheet, so that a reader's chosen mode never flashes in the other one.
    `<script src="${bundle.mode}"></script>`,
    `<link rel="stylesheet" href="${bundle.style}">`,
    facts.math && `<link rel="stylesheet" href="${bundle.mathStyle}">`,
    `<script type="module" src="${bundle.script}"></script>`,
    site.live && `<script type="module" src="${bundle.reload}" data-socket="${site.live}/socket"></script>`,
  ]
    .filter(Boolean)
    .join("\n");
}

function banner(site) {
  return `<header class="banner">
<a class="menu-link" href="#contents">Contents</a>
<a class="wordmark" href="${site.base}/">${escape(site.wordmark)}</a>
<div class="tools"></div>
</header>`;
}

function byline(site) {
  const authors = site.authors.length ? `<p class="byline">${escape(site.authors.join(", "))}</p>` : "";
  const license = site.license?.url ? `<p class="licence">${element("a", { href: site.license.url, rel: "license" }, escape(site.license.name ?? site.license.id))}</p>` : "";
  return authors + license;
}

function turn(site, slug) {
  const { previous, next } = site.neighbours(slug);
  const link = (page, name, rel) =>
    page ? `<a class="${rel}" rel="${rel}" href="${site.path(page.slug)}"><span>${name}</span> ${escape(page.title)}</a>` : "";
  return previous || next ? `<nav class="turn" aria-label="Previous and next page">${link(previous, "Previous", "prev")}${link(next, "Next", "next")}</nav>` : "";
}

function footer(site) {
  const parts = [
    escape(site.authors.join(", ")),
    site.license?.url && element("a", { href: site.license.url, rel: "license" }, escape(site.license.id ?? site.license.name)),
    site.repository && element("a", { href: site.repository }, "Source"),
  ].filter(Boolean);
  return `<footer class="colophon"><p>${parts.join(" · ")}</p></footer>`;
}

function shell({ site, bundle, title, description, path, facts, slug, main, className, index }) {
  return `<!doctype html>
<html lang="en">
<head>
${head({ site, bundle, title, description, path, facts, index })}
</head>
<body${attributes({ class: className, "data-base": site.base || undefined, "data-search": bundle.search, "data-widgets": bundle.widgets })}>
<a class="skip" href="#main">Skip to the text</a>
${banner(site)}
<div class="frame">
${contents(site, slug)}
<main id="main" tabindex="-1">
${main}
</main>
</div>
${footer(site)}
</body>
</html>
`;
}

/**
 * What stands between banner and footer of a page, and what its head must say. Throws RenderError.
 *
 * @param {string} slug
 * @param {import("./site.mjs").Site} site  already read
 */
export function renderMain(slug, site) {
  const page = site.content.get(slug);
  const context = createRenderer(page, site);
  const index = slug === site.index;
  const title = page.frontmatter?.title ?? site.title;
  const body = context.render(page.mdast);
  const part = site.part(slug)?.title;
  const main = `<article${attributes({ class: classes(index && "front") })}>
<header class="page-head">
${part ? `<p class="part">${escape(part)}</p>` : ""}
<h1>${escape(title)}</h1>
${page.frontmatter?.subtitle ? `<p class="subtitle">${escape(page.frontmatter.subtitle)}</p>` : ""}
${index ? byline(site) : ""}
${downloads(page, slug, site)}
</header>
${outline(page.mdast)}
${body}
${footnotes(context)}
${sources(context)}
</article>
${turn(site, slug)}`;
  return { slug, title, main, index, facts: context.facts, description: describe(page, site), path: site.path(slug), className: index ? "home" : undefined };
}

/**
 * The whole page.
 *
 * @param {ReturnType<typeof renderMain>} parts
 * @param {object} bundle  addresses of style sheets and scripts (lib/bundle.mjs)
 */
export const renderPage = (parts, site, bundle) => shell({ ...parts, site, bundle });

export function renderMissing(site, bundle) {
  const main = `<article><header class="page-head"><h1>This page is not in the book</h1></header>
<p>The address may have changed. The <a href="${site.base}/">first page</a> and the contents lead everywhere; pressing <kbd>/</kbd> searches.</p></article>`;
  return shell({ site, bundle, title: "Page not found", description: "This page is not in the book.", path: null, facts: { frames: new Set() }, main });
}
