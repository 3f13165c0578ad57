/** What a reader can take away of a page, and the repository it comes from; both may be unknown, and then no link stands here. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { element } from "../render/html.mjs";

const NAMES = { colab: "Download notebook", pdf: "PDF", docx: "Word", epub: "EPUB" };

/**
 * What bookpress tells of the book beside its pages.
 *
 * @param {Record<string, string | undefined>} environment  BOOK_PUBLISHED: folder of what the site carries beside its
 *   pages; GITHUB_REPOSITORY: `owner/name`, where the book is published from another one than its configuration names
 * @returns {{downloads: Record<string, Record<string, {file: string, bytes: number, address?: string}>>, repository?: string}}
 */
export function surroundings({ BOOK_PUBLISHED: folder, GITHUB_REPOSITORY: name }) {
  const list = folder && path.join(folder, "downloads", "downloads.json");
  return { downloads: list && existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : {}, repository: name && `https://github.com/${name}` };
}

/** The notebook as mystmd offers it, where the exports made none. */
function twin(page, site) {
  const notebook = page.frontmatter?.exports?.find((each) => each.format === "ipynb");
  if (!notebook || !site.assets.has(notebook.url)) return [];
  return [element("a", { href: site.assets.address(notebook.url), download: notebook.filename }, NAMES.colab)];
}

export function downloads(page, slug, site) {
  const offered = site.downloads[slug] ?? {};
  const colab = offered.colab?.address ? [element("a", { href: offered.colab.address }, "Open in Colab")] : [];
  const files = Object.entries(NAMES)
    .filter(([form]) => offered[form])
    .map(([form, name]) => element("a", { href: `${site.base}/downloads/${offered[form].file}`, download: offered[form].file }, name));
  const links = [...colab, ...(offered.colab ? [] : twin(page, site)), ...files];
  return links.length ? `<p class="page-tools">${links.join(" · ")}</p>` : "";
}
