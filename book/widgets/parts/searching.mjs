/** The book's paragraphs, searched in a worker: what the page may ask of it. */

import { BM25, words } from "../models/bm25.mjs";
import { fetchFiles } from "./download.mjs";

/** @returns {{heading: string, number: number, address: string, text: string}[]} one entry a paragraph */
export const paragraphs = (sections) =>
  sections.flatMap(({ number, heading, address, paragraphs: texts }) => texts.map((text) => ({ number, heading, address, text })));

/** What is searched of an entry: its section's heading counts too. */
export const searched = ({ heading, text }) => `${heading}. ${text}`;

/** A text in pieces, of which those are marked that the question has too and that are rarer than one in ten. */
export function marked(text, query, index) {
  const telling = new Set(words(query).filter((word) => index.holding.get(word) < index.counts.length / 10));
  return text
    .split(/([\p{L}\p{N}_]+)/u)
    .filter((piece) => piece)
    .map((piece) => ({ text: piece, hit: telling.has(piece.toLowerCase()) }));
}

let entries;
let index;

export const searching = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    entries = paragraphs(JSON.parse(new TextDecoder().decode(files[names[0]])));
    index = new BM25(entries.map(searched));
    return { count: entries.length };
  },

  /** The best paragraphs for a question, each in pieces with the words that were found. */
  search: ({ query, most }) =>
    index.search(query, most).map(({ index: i, score }) => ({ ...entries[i], score, pieces: marked(entries[i].text, query, index) })),
};
