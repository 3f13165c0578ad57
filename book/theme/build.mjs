/** Writes the whole site. mystmd runs this (template.yml, `render`) with its content server up and BUILD_DIRECTORY empty. */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle } from "./lib/bundle.mjs";
import { surroundings } from "./lib/downloads.mjs";
import { charactersOf } from "./lib/fonts.mjs";
import { robots, sitemap } from "./lib/machines.mjs";
import { renderMain, renderMissing, renderPage } from "./lib/page.mjs";
import { searchIndex } from "./lib/search.mjs";
import { Site } from "./lib/site.mjs";
import { contentSource } from "./lib/source.mjs";
import { RenderError } from "./render/index.mjs";

const { BUILD_DIRECTORY: target, CONTENT_CDN: origin, BASE_URL: base = "", BOOK_MODULES: modules } = process.env;

function write(name, content) {
  const file = path.join(target, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function main() {
  const source = contentSource(origin);
  const site = new Site(await source.config(), source, { base, modules, ...surroundings(process.env) });
  await site.read();
  const problems = [];
  const pages = [];
  for (const { slug } of site.pages) {
    try {
      pages.push(renderMain(slug, site));
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length) throw new RenderError(problems.join("\n"));
  const titles = site.order.map((entry) => entry.title);
  const made = await bundle(site.base, charactersOf([...pages.map((page) => page.main), ...titles, site.wordmark, ...site.authors]));
  for (const page of pages) {
    const folder = page.index ? "" : page.slug.replaceAll(".", "/");
    write(path.join(folder, "index.html"), renderPage(page, site, made));
  }
  write("404.html", renderMissing(site, made));
  write("search.json", searchIndex(site));
  write("robots.txt", robots(site));
  write("sitemap.xml", sitemap(site));
  for (const [name, bytes] of made.files) write(name, bytes);
  for (const [name, bytes] of site.assets.files) write(path.join("build", name), bytes);
}

try {
  await main();
} catch (error) {
  const text = error instanceof RenderError ? error.message : error.stack;
  // mystmd shows what a theme writes to stderr, one log line a write.
  process.stderr.write(text.split("\n").map((line) => `theme: ${line}`).join("\n") + "\n");
  process.exitCode = 1;
}
