import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { downloads, surroundings } from "../../book/theme/lib/downloads.mjs";

const assets = { has: (url) => url === "/one-1.ipynb", address: (url) => `/book/build${url}` };
const page = { frontmatter: { exports: [{ format: "ipynb", filename: "one.ipynb", url: "/one-1.ipynb" }] } };

test("a page offers the files that were made of it", () => {
  const offered = { one: { colab: { file: "01-one.ipynb", address: "https://colab.example/x" }, pdf: { file: "01-one.pdf" }, docx: { file: "01-one.docx" } } };
  const html = downloads(page, "one", { base: "/book", assets, downloads: offered });
  assert.equal(
    html,
    '<p class="page-tools"><a href="https://colab.example/x">Open in Colab</a> · <a href="/book/downloads/01-one.ipynb" download="01-one.ipynb">Download notebook</a> · ' +
      '<a href="/book/downloads/01-one.pdf" download="01-one.pdf">PDF</a> · <a href="/book/downloads/01-one.docx" download="01-one.docx">Word</a></p>',
  );
});

test("without them it offers its own notebook, and nothing where it has none", () => {
  const site = { base: "", assets, downloads: {} };
  assert.ok(downloads(page, "one", site).includes('href="/book/build/one-1.ipynb"'));
  assert.equal(downloads({}, "two", site), "");
});

test("what stands around the pages is read from the environment", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "published-"));
  assert.deepEqual(surroundings({ BOOK_PUBLISHED: folder }), { downloads: {}, repository: undefined });
  mkdirSync(path.join(folder, "downloads"));
  writeFileSync(path.join(folder, "downloads", "downloads.json"), '{"one": {}}');
  assert.deepEqual(surroundings({ BOOK_PUBLISHED: folder, GITHUB_REPOSITORY: "ada/book" }), { downloads: { one: {} }, repository: "https://github.com/ada/book" });
});
