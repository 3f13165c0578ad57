/** The book as a whole: its pages in order, their addresses, its options, and what one page knows of another. */

import { Assets, assetPaths, measure } from "./assets.mjs";
import { bundleModule } from "./modules.mjs";

/** Parts in the order of the table of contents: `{title, pages}`; the first may have no title. */
function groupParts(entries) {
  const parts = [{ title: null, pages: [] }];
  for (const entry of entries) {
    if (entry.slug === undefined) parts.push({ title: entry.title, pages: [] });
    else parts.at(-1).pages.push(entry);
  }
  return parts.filter((part) => part.pages.length);
}

export class Site {
  /**
   * @param {object} config  mystmd's config.json
   * @param {object} source  lib/source.mjs
   * @param {{base?: string, live?: string, modules?: string, downloads?: object, repository?: string}} settings  base: path
   *   the site lives under; live: address that announces changes; modules: folder that the relative imports of widgets
   *   start from; downloads and repository: lib/downloads.mjs
   */
  constructor(config, source, { base = "", live, modules, downloads = {}, repository } = {}) {
    const project = config.projects?.[0] ?? {};
    this.source = source;
    this.base = base.replace(/\/$/, "");
    this.live = live;
    this.modules = modules;
    this.title = project.title ?? config.title ?? "Untitled";
    this.description = project.description ?? "";
    this.authors = (project.authors ?? []).map((author) => author.name);
    this.license = project.license?.content ?? project.license;
    this.keywords = project.keywords ?? [];
    const options = { ...config, ...config.options };
    this.wordmark = options.wordmark ?? this.title;
    this.downloads = downloads;
    this.repository = repository ?? options.repository ?? project.github;
    this.origin = options.site_url?.replace(/\/$/, "");
    this.favicon = options.favicon;
    this.index = project.index ?? "index";
    this.order = [{ slug: this.index, title: this.title, level: 1, home: true }, ...(project.pages ?? [])];
    this.parts = groupParts(this.order);
    this.pages = this.order.filter((entry) => entry.slug !== undefined);
    this.slugs = new Set(this.pages.map((entry) => entry.slug));
    this.assets = new Assets(source, this.base);
    /** @type {Map<string, object>} page JSON by slug */
    this.content = new Map();
  }

  /** Reads every page and every file that a page mentions. */
  async read() {
    await Promise.all(this.pages.map(async ({ slug }) => this.content.set(slug, await this.source.page(slug))));
    for (const page of this.content.values()) {
      await this.assets.load(assetPaths({ tree: page.mdast, exports: page.frontmatter?.exports }));
    }
    if (this.favicon) await this.assets.load([this.favicon]);
  }

  part(slug) {
    return this.parts.find((part) => part.pages.some((page) => page.slug === slug));
  }

  neighbours(slug) {
    const at = this.pages.findIndex((page) => page.slug === slug);
    return { previous: this.pages[at - 1], next: this.pages[at + 1] };
  }

  /** The address of a page: a folder, so that static hosts need no redirect. */
  path(slug) {
    return slug === this.index ? `${this.base}/` : `${this.base}/${slug.replaceAll(".", "/")}/`;
  }

  /** An address written by an author: a page, or a path from the site's root. */
  address(url) {
    const [path, fragment] = url.split("#");
    const slug = path.replace(/^\.?\//, "").replace(/\/$/, "").replaceAll("/", ".");
    const hash = fragment ? `#${fragment}` : "";
    if (path === "/" || slug === this.index) return this.path(this.index) + hash;
    if (this.slugs.has(slug)) return this.path(slug) + hash;
    return `${this.base}/${path.replace(/^\.?\//, "")}${hash}`;
  }

  /** Where a link node leads: `{href, download}`. */
  link(node, context) {
    const { url } = node;
    if (/^[a-z][a-z+.-]*:/i.test(url) || url.startsWith("#")) return { href: url };
    if (this.assets.has(url)) return { href: this.assets.address(url), download: (node.urlSource ?? url).split("/").pop() };
    if (node.static) context.fail(`offers ${url} for download, which was not found.`);
    // A link with an identifier came from a label on a page's title, which is the page itself.
    return { href: this.address(url) };
  }

  /** Where a cross-reference leads. */
  reference(node) {
    return `${node.url ? this.address(node.url) : ""}#${node.html_id ?? node.identifier}`;
  }

  asset(path, context) {
    if (/^https?:/.test(path)) context.fail(`shows ${path}, which is on another host: bring the file into the book.`);
    if (!this.assets.has(path)) context.fail(`shows ${path}, which was not found.`);
    return this.assets.address(path);
  }

  /** The address of a widget's module, bundled with what it imports. */
  module(path, context) {
    this.asset(path, context);
    // Only the bundle is published.
    this.assets.files.delete(path.slice(1));
    try {
      return this.generated(bundleModule(this.text(path), path.slice(1), this.modules), ".mjs");
    } catch (error) {
      return context.fail(`has a widget that cannot be bundled: ${error.message}`);
    }
  }

  bytes = (path) => this.assets.bytes(path);
  text = (path) => this.assets.bytes(path).toString("utf8");
  generated = (content, extension) => this.assets.generated(content, extension);
  measure = measure;
  dimensions = (path) => (this.assets.has(path) ? measure(this.assets.bytes(path)) : {});

  /** Everything that any page cites, by author. */
  citations() {
    const all = new Map();
    for (const page of this.content.values()) {
      for (const entry of Object.values(page.references?.cite?.data ?? {})) all.set(entry.label, entry);
    }
    const plain = (entry) => entry.html.replace(/<[^>]*>/g, "");
    return [...all.values()].sort((a, b) => plain(a).localeCompare(plain(b), "en"));
  }
}
