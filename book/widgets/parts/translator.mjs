/** A translator of one text into another in a worker: what the page may ask of it. */

import { BytePairEncoder } from "../models/bpe.mjs";
import { readTensors } from "../models/safetensors.mjs";
import { EncoderDecoder } from "../models/seq2seq.mjs";
import { fetchFiles } from "./download.mjs";

export const FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"];

let loaded;

export const translator = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    const read = (name) => JSON.parse(new TextDecoder().decode(files[name]));
    const [config, marks] = [read("config.json"), read("tokenizer_config.json")];
    const tokens = new BytePairEncoder(read("tokenizer.json"));
    const [start, end] = [marks.pad_token, marks.eos_token].map((mark) => tokens.added.get(mark));
    const network = new EncoderDecoder(config, readTensors(files["model.safetensors"]));
    loaded = { tokens, network, start, end, mark: marks.eos_token, longest: config.max_position_embeddings };
    return { config };
  },

  /** What `text` becomes: both texts as tokens, and for each token written how much of each token read (weights, T of S). */
  translate({ text }) {
    const { tokens, network, start, end, mark, longest } = loaded;
    const ids = [...tokens.encode(text), end];
    if (ids.length > longest) return { full: longest };
    const { words, looks } = network.translate(ids, { start, end, limit: longest - 1 });
    const named = (id) => (id === end ? mark : tokens.decode([id]).trim());
    return { source: ids.map(named), target: words.map(named), looks, translation: tokens.decode(words) };
  },
};
