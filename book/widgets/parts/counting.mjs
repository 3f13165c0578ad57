/** N-gram models of the stories that chapter 2 reads, counted in a worker: what the page may ask of it. */

import { NGram, pieces } from "../models/ngram.mjs";
import { readTensors } from "../models/safetensors.mjs";
import { fetchFiles } from "./download.mjs";

export const ORDERS = 12;
const LETTERS = 400; // written at one press
const RUN = 25; // letters in a row that make a copy

/** @returns {string[]} the texts of a tensor of bytes, each with the line end before it */
export const texts = (bytes) => new TextDecoder().decode(bytes).slice(1).split("\n").map((text) => `\n${text}`);

let stories;
let model;
let read;

export const counting = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    const tensors = readTensors(files[names[0]]);
    stories = { reading: texts(tensors.reading), fresh: texts(tensors.development) };
    return { count: stories.reading.length };
  },

  /** Reads the first `count` stories, unless it just did, and measures all orders on them and on new ones. */
  measure({ count, rule }) {
    if (read?.length !== count) {
      read = stories.reading.slice(0, count);
      model = new NGram(ORDERS).fit(read);
    }
    return { read: model.bitsPerByte(read, rule), fresh: model.bitsPerByte(stories.fresh, rule) };
  },

  /** A text by the counts of one order, cut where it copies. */
  write: ({ order }) => pieces(model.write(order, LETTERS), read.join(""), RUN),
};
