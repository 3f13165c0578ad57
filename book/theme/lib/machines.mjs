/** Files for machines: robots.txt and sitemap.xml. Both need to know where the site lives. */

import { escape } from "../render/html.mjs";

export function robots(site) {
  const map = site.origin ? `Sitemap: ${site.origin}${site.base}/sitemap.xml\n` : "";
  return `User-agent: *\nAllow: /\n${map}`;
}

export function sitemap(site) {
  const urls = site.pages.map(({ slug }) => `<url><loc>${escape((site.origin ?? "") + site.path(slug))}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`;
}
