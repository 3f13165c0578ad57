/**
 * GPT-2 in plain JavaScript: reads token after token and scores every entry of the vocabulary as the next.
 *
 * Radford et al. 2019, as in `genai_book.scratch.transformer`. C numbers a position, H heads of D = C / H
 * numbers, T positions, V entries. Left out: batches, dropout and training. Kept besides: the keys and values
 * of every position that was read, so that each is worked through once.
 *
 * @typedef {{n_embd: number, n_head: number, n_layer: number, n_positions: number, layer_norm_epsilon: number}} Config
 * @typedef {(layer: number, head: number, position: number, weights: Float32Array) => void} Look
 */

export class GPT2 {
  /** @param {Config} config @param {Record<string, Float32Array>} tensors  by the names of the checkpoint */
  constructor(config, tensors) {
    this.config = config;
    this.tensors = tensors;
    const numbers = config.n_positions * config.n_embd;
    this.keys = Array.from({ length: config.n_layer }, () => new Float32Array(numbers));
    this.values = Array.from({ length: config.n_layer }, () => new Float32Array(numbers));
    /** @type {number[]} ids whose keys and values are kept */
    this.read = [];
  }

  get = (name) => this.tensors[`transformer.${name}`];

  /**
   * Scores (V) of what follows `ids`, of which there is one at least. What was read before is not read again.
   *
   * @param {number[]} ids
   * @param {Look} [look]  is shown every row of attention
   * @throws {RangeError} when the text is longer than the model reads
   */
  logits(ids, look) {
    const limit = this.config.n_positions;
    if (ids.length > limit) throw new RangeError(`The text has ${ids.length} tokens and this model reads ${limit}.`);
    let known = 0;
    while (!look && known < ids.length - 1 && ids[known] === this.read[known]) known += 1;
    let x;
    for (let position = known; position < ids.length; position += 1) {
      x = this.state(ids[position], position, look);
    }
    this.read = ids.slice();
    const { layer_norm_epsilon: epsilon } = this.config;
    return this.scores(norm(x, this.get("ln_f.weight"), this.get("ln_f.bias"), epsilon));
  }

  /** What flows out of the last layer (C) at one position; all before it must have been read. */
  state(id, position, look) {
    const { n_embd: C, n_layer: layers, layer_norm_epsilon: epsilon } = this.config;
    let x = add(row(this.get("wte.weight"), id, C), row(this.get("wpe.weight"), position, C));
    for (let layer = 0; layer < layers; layer += 1) {
      const part = (name) => ["weight", "bias"].map((kind) => this.get(`h.${layer}.${name}.${kind}`));
      const joined = multiply(norm(x, ...part("ln_1"), epsilon), ...part("attn.c_attn"));
      const [query, key, value] = [0, 1, 2].map((third) => row(joined, third, C));
      this.keys[layer].set(key, position * C);
      this.values[layer].set(value, position * C);
      x = add(x, multiply(this.attend(query, layer, position, look), ...part("attn.c_proj")));
      const middle = multiply(norm(x, ...part("ln_2"), epsilon), ...part("mlp.c_fc")).map(gelu);
      x = add(x, multiply(middle, ...part("mlp.c_proj")));
    }
    return x;
  }

  /** Every head's mean of the values so far (C), weighted by how well their keys fit its query. */
  attend(query, layer, position, look) {
    const { n_embd: C, n_head: H } = this.config;
    const D = C / H;
    const [keys, values, mixed] = [this.keys[layer], this.values[layer], new Float32Array(C)];
    for (let head = 0; head < H; head += 1) {
      const fits = new Float32Array(position + 1);
      for (let t = 0; t <= position; t += 1) {
        let sum = 0;
        for (let d = head * D; d < (head + 1) * D; d += 1) sum += query[d] * keys[t * C + d];
        fits[t] = sum / Math.sqrt(D);
      }
      const weights = softmax(fits);
      for (let t = 0; t <= position; t += 1) {
        for (let d = head * D; d < (head + 1) * D; d += 1) mixed[d] += weights[t] * values[t * C + d];
      }
      look?.(layer, head, position, weights);
    }
    return mixed;
  }

  /** The likeness of x to every row of the token table. */
  scores(x) {
    const table = this.get("wte.weight");
    return new Float32Array(table.length / x.length).map((_, id) => dot(x, table, id * x.length));
  }
}

export const row = (table, index, C) => table.subarray(index * C, (index + 1) * C);
export const add = (x, y) => x.map((value, i) => value + y[i]);

export function dot(x, numbers, start) {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i] * numbers[start + i];
  return sum;
}

/** x W + b, for W of shape (inputs, outputs). */
export function multiply(x, W, b) {
  const [outputs, y] = [b.length, b.slice()];
  for (let i = 0; i < x.length; i += 4) {
    const [w0, w1, w2, w3] = [i * outputs, (i + 1) * outputs, (i + 2) * outputs, (i + 3) * outputs];
    const [x0, x1, x2, x3] = [x[i], x[i + 1], x[i + 2], x[i + 3]];
    // Four inputs at a time save three of four times reading and writing the sum.
    for (let j = 0; j < outputs; j += 1) {
      y[j] += x0 * W[w0 + j] + x1 * W[w1 + j] + x2 * W[w2 + j] + x3 * W[w3 + j];
    }
  }
  return y;
}

/** Brings one position to mean 0 and standard deviation 1, then stretches and moves each number. */
export function norm(x, gain, shift, epsilon) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  return x.map((value, i) => (value - mean) * scale * gain[i] + shift[i]);
}

/** The bend, in the form with tanh that GPT-2 was trained with. */
export const gelu = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** From scores to shares that add up to 1. */
export function softmax(scores) {
  const highest = scores.reduce((a, b) => Math.max(a, b));
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
