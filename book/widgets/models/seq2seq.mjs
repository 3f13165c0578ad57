/**
 * Two recurrent networks with attention between them, in plain JavaScript: one reads a text, the other writes its translation.
 *
 * Bahdanau et al. 2015, as in `genai_book.scratch.seq2seq`. S tokens of the source, C numbers a vector, V entries of the
 * vocabulary. Left out: training, batches, and the network without attention.
 */

import { add, dot, row, softmax } from "./gpt2.mjs";
import { matrix } from "./layers.mjs";

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** One step of a gated recurrent unit (Cho et al. 2014): from what is read and the state before (C) to the next state (C). */
function gated(x, h, [W, U, a, b]) {
  const C = h.length;
  const [read, kept] = [matrix(x, W, a), matrix(h, U, b)]; // 3 C numbers each: for two gates and the proposed state
  return h.map((before, i) => {
    const [reset, keep] = [sigmoid(read[i] + kept[i]), sigmoid(read[C + i] + kept[C + i])];
    const proposed = Math.tanh(read[2 * C + i] + reset * kept[2 * C + i]);
    return keep * before + (1 - keep) * proposed;
  });
}

export class EncoderDecoder {
  /** @param {{width: number}} config @param {Record<string, Float32Array & {shape: number[]}>} tensors  by PyTorch's names */
  constructor({ width }, tensors) {
    this.width = width;
    this.tensors = tensors;
    const unit = (name, end) => ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((part) => tensors[`${name}.${part}${end}`]);
    this.encoder = unit("encoder", "_l0");
    this.decoder = unit("decoder", "");
  }

  embed = (id) => row(this.tensors["embedding.weight"], id, this.width);

  /** The state (C) at each token of the source. */
  encode(ids) {
    const states = [];
    let h = new Float32Array(this.width);
    for (const id of ids) states.push((h = gated(this.embed(id), h, this.encoder)));
    return states;
  }

  /** How much of each state is fetched (S, adding up to 1) when the decoder stands at s. */
  looks(s, states) {
    const { "attention.W.weight": W, "attention.U.weight": U, "attention.U.bias": b, "attention.v.weight": v } = this.tensors;
    const asked = matrix(s, W);
    return softmax(Float32Array.from(states, (h) => dot(add(asked, matrix(h, U, b)).map(Math.tanh), v, 0)));
  }

  /** One word on, from the word `y` and the state `s` (C) before it: the new state, where it looked (S), and scores (V). */
  step(y, s, states) {
    const weights = this.looks(s, states);
    const context = new Float32Array(this.width);
    states.forEach((h, t) => h.forEach((value, i) => (context[i] += weights[t] * value)));
    const state = gated(Float32Array.of(...this.embed(y), ...context), s, this.decoder);
    return { state, weights, logits: matrix(state, this.tensors["readout.weight"], this.tensors["readout.bias"]) };
  }

  /** The likeliest word again and again, until `end` or until there are `limit`: words (T) and their weights (T of S). */
  translate(ids, { start, end, limit }) {
    const states = this.encode(ids);
    const [words, looks] = [[], []];
    let s = states.at(-1);
    while (words.length < limit && words.at(-1) !== end) {
      const { state, weights, logits } = this.step(words.at(-1) ?? start, s, states);
      s = state;
      looks.push(weights);
      words.push(logits.reduce((best, logit, i) => (logit > logits[best] ? i : best), 0));
    }
    return { words, looks };
  }
}
