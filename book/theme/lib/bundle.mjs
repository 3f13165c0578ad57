/** Style sheets, fonts and islands, bundled once a build; names carry a hash, so that hosts may cache them for ever. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { subsetFonts } from "./fonts.mjs";

// What the readers' browsers understand.
export const TARGET = ["es2022", "chrome109", "firefox115", "safari16"];

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ENTRIES = {
  app: "client/app.mjs",
  search: "client/search.mjs",
  widgets: "client/widgets.mjs",
  reload: "client/reload.mjs",
  mode: "client/mode.js",
  book: "styles/book.css",
  math: "styles/math.css",
};
// The faces that every page shows first, 14 kB each: a face that comes late waits for the next page (styles/fonts.css),
// and a first page with half of its words in another face is ugly. The others are found through the style sheet.
const PRELOADED = [
  /source-serif-4-latin-400-normal/,
  /source-serif-4-latin-600-normal/,
  /source-serif-4-latin-400-italic/,
  /source-sans-3-latin-400-normal/,
];

/** KaTeX's style sheet also offers its faces in two older formats, which no browser this theme supports asks for. */
const woff2Only = {
  name: "woff2-only",
  setup: (build) =>
    build.onLoad({ filter: /katex\.css$/ }, ({ path: file }) => ({
      contents: readFileSync(file, "utf8").replace(/,\s*url\([^)]*\.(woff|ttf)\)\s*format\([^)]*\)/g, ""),
      loader: "css",
    })),
};

/**
 * @param {string} base        what every address of the site starts with
 * @param {string} [characters]  what the fonts must have; whole fonts where it is left out
 * @returns {Promise<{files: Map<string, Buffer>, [name: string]: unknown}>}  addresses, and the files by path below the site's root
 */
export async function bundle(base, characters) {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: "assets",
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    loader: { ".woff2": "file" },
    plugins: characters ? [woff2Only, subsetFonts(characters)] : [woff2Only],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const files = new Map(result.outputFiles.map((file) => [path.relative(ROOT, file.path), Buffer.from(file.contents)]));
  const names = [...files.keys()];
  const address = (name) => `${base}/${name}`;
  const made = (entry) => address(Object.keys(result.metafile.outputs).find((name) => result.metafile.outputs[name].entryPoint === ENTRIES[entry]));
  files.set("favicon.svg", readFileSync(path.join(ROOT, "public/favicon.svg")));
  return {
    files,
    script: made("app"),
    search: made("search"),
    widgets: made("widgets"),
    reload: made("reload"),
    mode: made("mode"),
    style: made("book"),
    mathStyle: made("math"),
    preload: PRELOADED.map((pattern) => address(names.find((name) => pattern.test(name)))),
  };
}
