/** Faces cut down to the characters that the book has: a third to a half of their bytes. */

import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";

// Search, widgets and models write text that no page holds yet: every printable ASCII character stays.
const ALWAYS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("") + "…–—‘’“”›×−·";

/** @param {Iterable<string>} texts  everything the pages show; markup does no harm */
export function charactersOf(texts) {
  const found = new Set(ALWAYS);
  for (const text of texts) for (const character of text) found.add(character);
  return [...found].sort().join("");
}

/** An esbuild plugin that loads fonts cut down, so that their names carry the hash of what is left. */
export const subsetFonts = (characters) => ({
  name: "subset-fonts",
  setup: (build) =>
    build.onLoad({ filter: /\.woff2$/ }, async ({ path }) => ({
      contents: await subsetFont(await readFile(path), characters, { targetFormat: "woff2" }),
      loader: "file",
    })),
});
