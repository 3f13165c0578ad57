/** Serves the book while it is being written: every request reads the content anew, and the page reloads itself on a change. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { bundle } from "./lib/bundle.mjs";
import { surroundings } from "./lib/downloads.mjs";
import { renderMain, renderMissing, renderPage } from "./lib/page.mjs";
import { robots, sitemap } from "./lib/machines.mjs";
import { searchIndex } from "./lib/search.mjs";
import { Site } from "./lib/site.mjs";
import { contentSource } from "./lib/source.mjs";
import { RenderError } from "./render/index.mjs";
import { escape } from "./render/html.mjs";

const { HOST = "localhost", PORT = "3000", CONTENT_CDN_PORT = "3100", BASE_URL = "", BOOK_MODULES, BOOK_PUBLISHED } = process.env;
const TYPES = {
  css: "text/css", gif: "image/gif", html: "text/html", ico: "image/x-icon", jpeg: "image/jpeg", jpg: "image/jpeg", js: "text/javascript",
  json: "application/json", mjs: "text/javascript", mp4: "video/mp4", pdf: "application/pdf", png: "image/png", svg: "image/svg+xml",
  txt: "text/plain", webm: "video/webm", webp: "image/webp", woff2: "font/woff2", xml: "application/xml",
};

const source = contentSource(`http://${HOST}:${CONTENT_CDN_PORT}`);

const made = await bundle(BASE_URL.replace(/\/$/, ""));

async function readSite() {
  const site = new Site(await source.config(), source, { base: BASE_URL, live: `ws://${HOST}:${CONTENT_CDN_PORT}`, modules: BOOK_MODULES, ...surroundings(process.env) });
  await site.read();
  return site;
}

const type = (name) => TYPES[name.split(".").pop().toLowerCase()] ?? "application/octet-stream";
const broken = (message) => `<!doctype html><html lang="en"><title>Cannot show this page</title><h1>Cannot show this page</h1><pre>${escape(message)}</pre></html>`;

async function answer(pathname) {
  const name = decodeURIComponent(pathname.slice(BASE_URL.length).replace(/^\//, ""));
  if (made.files.has(name)) return [200, type(name), made.files.get(name)];
  if (name.startsWith("build/")) {
    // Files made while rendering (a stored widget's module) exist only once a page has been rendered.
    const place = name.slice("build".length);
    try {
      return [200, type(name), await source.bytes(place)];
    } catch {
      const site = await readSite();
      for (const { slug } of site.pages) renderMain(slug, site);
      const bytes = site.assets.files.get(place.slice(1));
      return bytes ? [200, type(name), bytes] : [404, "text/plain", "Not found"];
    }
  }
  const published = BOOK_PUBLISHED && (await readFile(path.join(BOOK_PUBLISHED, path.posix.join("/", name))).catch(() => null));
  if (published) return [200, type(name), published];
  const site = await readSite();
  if (name === "search.json") return [200, type(name), searchIndex(site)];
  if (name === "robots.txt") return [200, type(name), robots(site)];
  if (name === "sitemap.xml") return [200, type(name), sitemap(site)];
  const slug = name.replace(/\/?(index\.html)?$/, "").replaceAll("/", ".") || site.index;
  if (!site.slugs.has(slug)) return [404, "text/html", renderMissing(site, made)];
  return [200, "text/html", renderPage(renderMain(slug, site), site, made)];
}

const server = createServer(async (request, response) => {
  try {
    const [status, mime, body] = await answer(new URL(request.url, "http://host").pathname);
    response.writeHead(status, { "content-type": mime.startsWith("text/") ? `${mime}; charset=utf-8` : mime, "cache-control": "no-store" });
    response.end(body);
  } catch (error) {
    const message = error instanceof RenderError ? error.message : error.stack;
    console.error(`theme: ${message}`);
    response.writeHead(500, { "content-type": "text/html; charset=utf-8" });
    response.end(broken(message));
  }
});

// mystmd waits for a line with an address and a port.
server.listen(Number(PORT), HOST, () => console.log(`Serving on http://${HOST}:${PORT}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
