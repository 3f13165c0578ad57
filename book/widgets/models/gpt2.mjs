/**
 * GPT-2 in plain JavaScript: reads token after token and scores every entry of the vocabulary as the next one.
 *
 * Radford et al. 2019, as in `genai_book.scratch.transformer`. C numbers a position, H heads of D = C / H numbers, T positions,
 * V entries. Left out: batches, dropout and training. Kept besides: the keys and values of every position that was read.
 */

export class GPT2 {
  /**
   * @param {{n_embd: number, n_head: number, n_layer: number, n_positions: number, layer_norm_epsilon: number}} config
   * @param {Record<string, Float32Array>} tensors  by the names of the checkpoint
   */
  constructor(config, tensors) {
    this.config = config;
    this.get = (name) => tensors[`transformer.${name}`];
    const memory = () => Array.from({ length: config.n_layer }, () => new Float32Array(config.n_positions * config.n_embd));
    this.keys = memory();
    this.values = memory();
    /** @type {number[]} ids that were read, and whose keys and values are kept */
    this.read = [];
  }

  /**
   * Scores (V) of what follows `ids`. Positions that were read before are not read again.
   *
   * @param {number[]} ids  one at least
   * @param {(layer: number, head: number, position: number, weights: Float32Array) => void} [look]  is shown every row of attention
   * @throws {RangeError} when the text is longer than the model reads
   */
  logits(ids, look) {
    const { n_positions: limit, layer_norm_epsilon: epsilon } = this.config;
    if (ids.length > limit) throw new RangeError(`The text has ${ids.length} tokens and this model reads ${limit}.`);
    let same = 0;
    while (!look && same < ids.length - 1 && ids[same] === this.read[same]) same += 1;
    let x;
    for (let position = same; position < ids.length; position += 1) x = this.state(ids[position], position, look);
    this.read = ids.slice();
    return scores(norm(x, this.get("ln_f.weight"), this.get("ln_f.bias"), epsilon), this.get("wte.weight"));
  }

  /** What flows out of the last layer (C) at one position, when every position before it has been read. */
  state(id, position, look) {
    const { n_embd: C, n_layer: layers, layer_norm_epsilon: epsilon } = this.config;
    let x = add(row(this.get("wte.weight"), id, C), row(this.get("wpe.weight"), position, C));
    for (let layer = 0; layer < layers; layer += 1) {
      const part = (name) => [this.get(`h.${layer}.${name}.weight`), this.get(`h.${layer}.${name}.bias`)];
      const joined = multiply(norm(x, ...part("ln_1"), epsilon), ...part("attn.c_attn")); // query, key, value: 3 C
      this.keys[layer].set(joined.subarray(C, 2 * C), position * C);
      this.values[layer].set(joined.subarray(2 * C), position * C);
      const mixed = this.attend(joined.subarray(0, C), layer, position, look);
      x = add(x, multiply(mixed, ...part("attn.c_proj")));
      const middle = multiply(norm(x, ...part("ln_2"), epsilon), ...part("mlp.c_fc")).map(gelu); // 4 C
      x = add(x, multiply(middle, ...part("mlp.c_proj")));
    }
    return x;
  }

  /** Every head's mean of the values up to `position`, weighted by how well their keys fit its query: C numbers. */
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
}

const row = (table, index, C) => table.subarray(index * C, (index + 1) * C);
const add = (x, y) => x.map((value, i) => value + y[i]);

/** x W + b, for W of shape (inputs, outputs). Four inputs at a time, which saves writing the sums down. */
export function multiply(x, W, b) {
  const [inputs, outputs] = [x.length, b.length];
  const y = Float32Array.from(b);
  for (let i = 0; i < inputs; i += 4) {
    const [x0, x1, x2, x3] = [x[i], x[i + 1], x[i + 2], x[i + 3]];
    const [w0, w1, w2, w3] = [i * outputs, (i + 1) * outputs, (i + 2) * outputs, (i + 3) * outputs];
    for (let j = 0; j < outputs; j += 1) y[j] += x0 * W[w0 + j] + x1 * W[w1 + j] + x2 * W[w2 + j] + x3 * W[w3 + j];
  }
  return y;
}

/** Brings the numbers of one position to mean 0 and standard deviation 1, then stretches and moves each. */
export function norm(x, gain, shift, epsilon) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  return x.map((value, i) => (value - mean) * scale * gain[i] + shift[i]);
}

/** The bend, in the form with tanh that GPT-2 was trained with. */
export const gelu = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** The dot product of x with every row of a table. */
export function scores(x, table) {
  const found = new Float32Array(table.length / x.length);
  for (let i = 0, at = 0; i < found.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < x.length; c += 1, at += 1) sum += x[c] * table[at];
    found[i] = sum;
  }
  return found;
}

/** From scores to shares that add up to 1. */
export function softmax(fits) {
  const highest = fits.reduce((a, b) => Math.max(a, b));
  const powers = fits.map((fit) => Math.exp(fit - highest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
