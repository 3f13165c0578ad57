/**
 * CodeGen, the architecture of the model that writes code: GPT-2 with three changes.
 *
 * Nijkamp et al. 2022. There is no table of positions: queries and keys are turned by an angle that grows with the
 * position (Su et al. 2021). Attention and feed-forward network read the same norm, side by side. The scores have a bias.
 */

import { add, dot, gelu, GPT2, norm, row } from "./gpt2.mjs";

const BLOCKS = 4; // queries, values and keys lie in four blocks, for the four machines that trained the original

export class CodeGen extends GPT2 {
  state(id, position, look) {
    const { n_embd: C, n_layer: layers, n_head: H, rotary_dim: turned, layer_norm_epsilon: epsilon } = this.config;
    const local = C / BLOCKS;
    let x = row(this.get("wte.weight"), id, C).slice();
    for (let layer = 0; layer < layers; layer += 1) {
      const get = (name) => this.get(`h.${layer}.${name}`);
      const read = norm(x, get("ln_1.weight"), get("ln_1.bias"), epsilon);
      const joined = linear(read, get("attn.qkv_proj.weight"));
      const [query, value, key] = [0, 1, 2].map((kind) => {
        const whole = new Float32Array(C);
        for (let block = 0; block < BLOCKS; block += 1) whole.set(row(joined, 3 * block + kind, local), block * local);
        return whole;
      });
      this.keys[layer].set(turn(key, position, H, turned), position * C);
      this.values[layer].set(value, position * C);
      const mixed = this.attend(turn(query, position, H, turned), layer, position, look);
      const middle = linear(read, get("mlp.fc_in.weight"), get("mlp.fc_in.bias")).map(gelu);
      const worked = linear(middle, get("mlp.fc_out.weight"), get("mlp.fc_out.bias"));
      x = add(x, add(linear(mixed, get("attn.out_proj.weight")), worked));
    }
    return x;
  }

  scores(x) {
    return linear(x, this.get("wte.weight"), this.tensors["lm_head.bias"]);
  }
}

/** x W + b, for W of shape (outputs, inputs). */
export function linear(x, W, b) {
  return new Float32Array(W.length / x.length).map((_, j) => dot(x, W, j * x.length) + (b ? b[j] : 0));
}

/** Turns each pair of the first `count` numbers of every head, the later pairs more slowly. */
function turn(x, position, H, count) {
  const D = x.length / H;
  const turned = x.slice();
  for (let i = 0; i < count; i += 2) {
    const angle = position * 10_000 ** (-i / count);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    for (let at = i; at < x.length; at += D) {
      turned[at] = x[at] * cosine - x[at + 1] * sine;
      turned[at + 1] = x[at + 1] * cosine + x[at] * sine;
    }
  }
  return turned;
}
