/** Files that pages show or offer: read once from the source, copied only when a page really uses them. */

import { createHash } from "node:crypto";
import { imageSize } from "image-size";

const PATHS = new Set(["url", "path", "esm", "css"]);

/** Addresses of assets that a page's tree mentions: `/name-hash.ext`, at the root of the content server. */
export function assetPaths(node, found = new Set()) {
  for (const [key, value] of Object.entries(node ?? {})) {
    if (typeof value === "string" && PATHS.has(key) && /^\/[^/]+\.[a-z0-9]+$/i.test(value)) found.add(value);
    else if (value && typeof value === "object") assetPaths(value, found);
  }
  return found;
}

export class Assets {
  /** @param {string} base  what every address of the site starts with, "" at the root of a host */
  constructor(source, base) {
    this.source = source;
    this.base = base;
    /** @type {Map<string, Buffer>} what has been read, by the content server's path */
    this.read = new Map();
    /** @type {Map<string, Buffer>} what the site needs, by file name below `build/` */
    this.files = new Map();
  }

  async load(paths) {
    await Promise.all(
      [...paths].map(async (path) => {
        if (!this.read.has(path)) this.read.set(path, await this.source.bytes(path));
      }),
    );
  }

  bytes(path) {
    const bytes = this.read.get(path);
    if (!bytes) throw new Error(`The file ${path} is used by a page but was not read.`);
    return bytes;
  }

  has(path) {
    return this.read.has(path);
  }

  /** The public address of a file of the source. */
  address(path) {
    const name = path.slice(1);
    this.files.set(name, this.bytes(path));
    return `${this.base}/build/${name}`;
  }

  /** The public address of a file made while building, named by its content. */
  generated(content, extension) {
    const bytes = Buffer.from(content);
    const name = `made-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}${extension}`;
    this.files.set(name, bytes);
    return `${this.base}/build/${name}`;
  }
}

/** Width and height in pixels; nothing where the bytes are no picture. */
export function measure(bytes) {
  try {
    const { width, height } = imageSize(bytes);
    return { width: Math.round(width), height: Math.round(height) };
  } catch {
    return {};
  }
}
