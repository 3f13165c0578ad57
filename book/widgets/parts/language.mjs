/** A language model in a worker: what the page may ask of it. */

import { BytePairEncoder } from "../models/bpe.mjs";
import { CodeGen } from "../models/codegen.mjs";
import { GPT2 } from "../models/gpt2.mjs";
import { readTensors } from "../models/safetensors.mjs";
import { fetchFiles } from "./download.mjs";

/** @type {{tokens?: BytePairEncoder, network?: GPT2, end?: number}} */
const loaded = {};
const read = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

export const language = {
  /** Fetches `names` from the folder at `address`; returns what the page needs to know of the model. */
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    loaded.tokens = new BytePairEncoder(read(files["tokenizer.json"]));
    const pieces = loaded.tokens.signs.map((_, id) => loaded.tokens.decode([id]));
    if (!files["model.safetensors"]) return { pieces };
    const config = read(files["config.json"]);
    const Network = config.model_type === "codegen" ? CodeGen : GPT2;
    loaded.network = new Network(config, readTensors(files["model.safetensors"]));
    loaded.end = config.eos_token_id;
    return { pieces, config };
  },

  tokens: ({ text }) => loaded.tokens.encode(text),

  /** Scores of what follows `text` and the ids written after it, and these ids as text. */
  next({ text, written }) {
    const beginning = loaded.tokens.encode(text);
    // After the end of some other text anything may begin.
    const ids = [...(beginning.length ? beginning : [loaded.end]), ...written];
    const limit = loaded.network.config.n_positions;
    const said = loaded.tokens.decode(written);
    return ids.length > limit ? { said, full: limit } : { said, logits: loaded.network.logits(ids) };
  },

  /** Where every head looks from every token: weights [layer][head][asking][asked], one after the other. */
  looks({ text, limit }) {
    const ids = loaded.tokens.encode(text).slice(0, limit);
    const { n_layer: layers, n_head: heads } = loaded.network.config;
    const size = ids.length;
    const weights = new Float32Array(layers * heads * size * size);
    if (size) {
      loaded.network.logits(ids, (layer, head, position, row) => weights.set(row, ((layer * heads + head) * size + position) * size));
    }
    return { ids, weights, layers, heads };
  },
};
