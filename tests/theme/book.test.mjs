import assert from "node:assert/strict";
import { test } from "node:test";
import { createModel, restoreBuffers } from "../../book/theme/client/widgets.mjs";
import { assetPaths } from "../../book/theme/lib/assets.mjs";
import { sitemap } from "../../book/theme/lib/machines.mjs";
import { headings } from "../../book/theme/lib/outline.mjs";
import { renderMain, renderPage } from "../../book/theme/lib/page.mjs";
import { sections } from "../../book/theme/lib/search.mjs";
import { Site } from "../../book/theme/lib/site.mjs";
import { paragraph, text } from "./page.mjs";

const CONFIG = {
  options: { site_url: "https://example.org/", wordmark: "Short" },
  projects: [
    {
      title: "A Book",
      index: "index",
      authors: [{ name: "Ada" }],
      pages: [{ title: "Part", level: 1 }, { slug: "one", title: "One", level: 2 }, { slug: "two", title: "Two", level: 2 }],
    },
  ],
};
const BUNDLE = { files: new Map(), preload: ["/assets/a.woff2"], mode: "/assets/m.js", style: "/assets/b.css", mathStyle: "/assets/k.css", script: "/assets/a.js" };

function book(base = "/book") {
  const page = (slug, title) => ({
    slug,
    location: `/${slug}.md`,
    frontmatter: { title, exports: [{ format: "ipynb", filename: `${slug}.ipynb`, url: "/one-1.ipynb" }] },
    mdast: { type: "root", children: [paragraph("First words."), { type: "heading", depth: 2, html_id: "sec", children: [text("Section")] }, paragraph("More.")] },
  });
  const source = { page: async (slug) => page(slug, slug === "index" ? "A Book" : slug), bytes: async () => Buffer.from("x") };
  return new Site(CONFIG, source, { base });
}

test("pages know their address, their part and their neighbours", async () => {
  const site = book();
  assert.equal(site.path("one"), "/book/one/");
  assert.equal(site.path("index"), "/book/");
  assert.equal(site.address("/two#x"), "/book/two/#x");
  assert.equal(site.part("two").title, "Part");
  assert.deepEqual([site.neighbours("one").previous.slug, site.neighbours("one").next.slug], ["index", "two"]);
});

test("a page has what readers and machines expect of it", async () => {
  const site = book();
  await site.read();
  const html = renderPage(renderMain("one", site), site, BUNDLE);
  for (const expected of [
    '<html lang="en">',
    '<meta name="description" content="First words.">',
    '<link rel="canonical" href="https://example.org/book/one/">',
    '<meta property="og:title" content="one">',
    '<title>one – A Book</title>',
    '<a class="skip" href="#main">',
    '<a href="/book/build/one-1.ipynb" download="one.ipynb">Download notebook</a>',
    'aria-current="page"',
    'rel="prev"',
    "script-src 'self';",
    "default-src 'none'",
  ])
    assert.ok(html.includes(expected), expected);
  assert.ok(!html.includes("k.css"), "a page without mathematics carries no style sheet for it");
  assert.equal(html.match(/<h1>/g).length, 1);
});

test("search has a record a section, and what is removed is not found", async () => {
  const site = book("");
  await site.read();
  const page = site.content.get("one");
  page.mdast.children.push({ type: "block", visibility: "remove", children: [paragraph("secret")] });
  const found = sections(page, site, "one");
  assert.deepEqual(found.map((each) => [each.heading, each.url, each.text]), [["", "/one/", "First words."], ["Section", "/one/#sec", "More."]]);
});

test("the sitemap lists whole addresses", () => {
  assert.match(sitemap(book()), /<loc>https:\/\/example\.org\/book\/two\/<\/loc>/);
});

test("assets are found wherever a tree hides them", () => {
  const tree = { a: [{ url: "/x-1.png" }, { jupyter_data: { data: { "image/png": { path: "/y.png" } } } }], url: "/page", esm: "/w-2.mjs" };
  assert.deepEqual([...assetPaths(tree)].sort(), ["/w-2.mjs", "/x-1.png", "/y.png"]);
});

test("the outline leaves out what is folded away or shown from elsewhere", () => {
  const heading = (id, depth) => ({ type: "heading", depth, html_id: id, children: [text(id)] });
  const tree = { type: "root", children: [heading("a", 2), { type: "embed", children: [heading("b", 2)] }, { type: "block", children: [heading("c", 3), heading("d", 4)] }] };
  assert.deepEqual(headings(tree).map((each) => each.id), ["a", "c"]);
});

test("a widget's model tells its listeners, and only of changes", () => {
  const model = createModel({ value: 1 });
  const heard = [];
  const listen = (_, value) => heard.push(value);
  model.on("change:value", listen);
  model.set("value", 1);
  model.set("value", 2);
  model.off("change:value", listen);
  model.set("value", 3);
  assert.deepEqual(heard, [2]);
  assert.equal(model.get("value"), 3);
  model.save_changes();
});

test("binary traits come back as bytes", () => {
  const state = restoreBuffers({ inner: {} }, [{ path: ["inner", "data"], encoding: "base64", data: "AQI=" }]);
  assert.deepEqual([state.inner.data.getUint8(0), state.inner.data.getUint8(1)], [1, 2]);
});
