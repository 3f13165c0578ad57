/**
 * Latent diffusion in plain JavaScript: a caption becomes states, noise becomes a latent image in steps, and a decoder
 * makes pixels of it. The format is that of Stable Diffusion, as in diffusers; Rombach et al. 2022, Song et al. 2021 (DDIM).
 *
 * Left out: batches, every other scheduler, every other kind of block.
 */

import { attention, convolve, enlarge, geluExact, groupNorm, layerNorm, map, matrix, silu, transpose } from "./layers.mjs";

const sum = (x, y) => x.map((value, i) => value + y[i]);

/** A network's tensors, and its layers by name. */
class Network {
  constructor(config, tensors) {
    this.config = config;
    this.tensors = tensors;
  }

  pair = (name) => [this.tensors[`${name}.weight`], this.tensors[`${name}.bias`]];
  convolve = (image, name, stride) => convolve(image, ...this.pair(name), stride);
  matrix = (x, name) => matrix(x, ...this.pair(name));
  groupNorm = (image, name, epsilon) => groupNorm(image, this.config.norm_num_groups, ...this.pair(name), epsilon);
  layerNorm = (x, name) => layerNorm(x, ...this.pair(name), 1e-5);
  has = (name) => `${name}.weight` in this.tensors;

  /** Two convolutions, each behind a norm and a bend, added to what came in; `time` moves every plane in between. */
  residual(image, name, epsilon, time) {
    let x = this.convolve(map(this.groupNorm(image, `${name}.norm1`, epsilon), silu), `${name}.conv1`);
    if (time) {
      const moved = this.matrix(time.map(silu), `${name}.time_emb_proj`);
      const plane = x.height * x.width;
      x = map(x, (value, i) => value + moved[Math.floor(i / plane)]);
    }
    x = this.convolve(map(this.groupNorm(x, `${name}.norm2`, epsilon), silu), `${name}.conv2`);
    const kept = this.has(`${name}.conv_shortcut`) ? this.convolve(image, `${name}.conv_shortcut`) : image;
    return { ...x, values: sum(x.values, kept.values) };
  }
}

/** From token ids to one row of C numbers for each: a transformer that looks back only. */
export class CaptionReader extends Network {
  states(ids) {
    const { hidden_size: C, num_attention_heads: H, num_hidden_layers: layers } = this.config;
    const [tokens] = this.pair("embeddings.token_embedding");
    const [places] = this.pair("embeddings.position_embedding");
    let x = new Float32Array(ids.length * C).map((_, i) => tokens[ids[Math.floor(i / C)] * C + (i % C)] + places[i]);
    for (let layer = 0; layer < layers; layer += 1) {
      const at = `encoder.layers.${layer}`;
      const read = this.layerNorm(x, `${at}.layer_norm1`);
      const [q, k, v] = ["q_proj", "k_proj", "v_proj"].map((part) => this.matrix(read, `${at}.self_attn.${part}`));
      x = sum(x, this.matrix(attention(q, k, v, C, H, true), `${at}.self_attn.out_proj`));
      const middle = this.matrix(this.layerNorm(x, `${at}.layer_norm2`), `${at}.mlp.fc1`);
      x = sum(x, this.matrix(middle.map((value) => value / (1 + Math.exp(-1.702 * value))), `${at}.mlp.fc2`));
    }
    return this.layerNorm(x, "final_layer_norm");
  }
}

/** What is noise in a noisy latent image, given the time and the caption's states (here as the velocity v). */
export class UNet extends Network {
  predict(noisy, time, states) {
    const blocks = this.config.block_out_channels.length;
    const moved = this.time(time);
    const through = (image, place, i) => {
      const x = this.residual(image, `${place}.resnets.${i}`, 1e-5, moved);
      return this.has(`${place}.attentions.${i}.norm`) ? this.look(x, `${place}.attentions.${i}`, states) : x;
    };
    let x = this.convolve(noisy, "conv_in");
    const passed = [x];
    for (let block = 0; block < blocks; block += 1) {
      const at = `down_blocks.${block}`;
      for (let i = 0; i < this.config.layers_per_block; i += 1) passed.push((x = through(x, at, i)));
      if (block < blocks - 1) passed.push((x = this.convolve(x, `${at}.downsamplers.0.conv`, 2)));
    }
    x = this.residual(through(x, "mid_block", 0), "mid_block.resnets.1", 1e-5, moved);
    for (let block = 0; block < blocks; block += 1) {
      const at = `up_blocks.${block}`;
      for (let i = 0; i <= this.config.layers_per_block; i += 1) x = through(beside(x, passed.pop()), at, i);
      if (block < blocks - 1) x = this.convolve(enlarge(x), `${at}.upsamplers.0.conv`);
    }
    return this.convolve(map(this.groupNorm(x, "conv_norm_out", 1e-5), silu), "conv_out");
  }

  /** The time as cosines and sines of many speeds, through two matrices. */
  time(time) {
    const half = this.config.block_out_channels[0] / 2;
    const angle = (i) => time * 10_000 ** (-(i % half) / half);
    const waves = new Float32Array(2 * half).map((_, i) => (i < half ? Math.cos(angle(i)) : Math.sin(angle(i))));
    return this.matrix(this.matrix(waves, "time_embedding.linear_1").map(silu), "time_embedding.linear_2");
  }

  /** Every pixel looks at every pixel, then at every token of the caption; then works on what it found. */
  look(image, name, states) {
    const [C, places] = [image.channels, image.height * image.width];
    const at = `${name}.transformer_blocks.0`;
    let x = transpose(this.convolve(this.groupNorm(image, `${name}.norm`, 1e-6), `${name}.proj_in`).values, C, places);
    const looking = (part, read, asked) => {
      const [q, k, v] = [[read, "to_q"], [asked, "to_k"], [asked, "to_v"]].map(([from, to]) => this.matrix(from, `${at}.${part}.${to}`));
      return this.matrix(attention(q, k, v, C, this.config.attention_head_dim), `${at}.${part}.to_out.0`);
    };
    let read = this.layerNorm(x, `${at}.norm1`);
    x = sum(x, looking("attn1", read, read));
    read = this.layerNorm(x, `${at}.norm2`);
    x = sum(x, looking("attn2", read, states));
    const both = this.matrix(this.layerNorm(x, `${at}.norm3`), `${at}.ff.net.0.proj`); // 4 C numbers, and 4 C gates
    const wide = 4 * C;
    const gated = new Float32Array(places * wide).map((_, i) => {
      const start = Math.floor(i / wide) * 2 * wide + (i % wide);
      return both[start] * geluExact(both[start + wide]);
    });
    x = sum(x, this.matrix(gated, `${at}.ff.net.2`));
    const back = this.convolve({ ...image, values: transpose(x, places, C) }, `${name}.proj_out`);
    return { ...back, values: sum(back.values, image.values) };
  }
}

function beside(x, y) {
  const values = new Float32Array(x.values.length + y.values.length);
  values.set(x.values);
  values.set(y.values, x.values.length);
  return { ...x, values, channels: x.channels + y.channels };
}

/** From a latent image to colours between -1 and 1, or a little beyond. */
export class Decoder extends Network {
  decode(latent) {
    const blocks = this.config.block_out_channels.length;
    let x = this.convolve(this.convolve(latent, "post_quant_conv"), "decoder.conv_in");
    for (const i of [0, 1]) x = this.residual(x, `decoder.mid_block.resnets.${i}`, 1e-6);
    for (let block = 0; block < blocks; block += 1) {
      const at = `decoder.up_blocks.${block}`;
      for (let i = 0; i <= this.config.layers_per_block; i += 1) x = this.residual(x, `${at}.resnets.${i}`, 1e-6);
      if (block < blocks - 1) x = this.convolve(enlarge(x), `${at}.upsamplers.0.conv`);
    }
    return this.convolve(map(this.groupNorm(x, "decoder.conv_norm_out", 1e-6), silu), "decoder.conv_out");
  }
}

/** How much of the image is left at each time, as a share of its variance; at the last time nothing (Lin et al. 2023). */
export function signal({ num_train_timesteps: T, beta_start: first, beta_end: last }) {
  let product = 1;
  const roots = Array.from({ length: T }, (_, t) => {
    product *= 1 - (Math.sqrt(first) + (t / (T - 1)) * (Math.sqrt(last) - Math.sqrt(first))) ** 2;
    return Math.sqrt(product);
  });
  const [start, end] = [roots[0], roots[T - 1]];
  return roots.map((root) => (((root - end) * start) / (start - end)) ** 2);
}

/**
 * Draws in `steps` steps: from pure noise, each time guess the image and the noise, and go back to a little less noise.
 * `told` are the caption's states, `untold` those of an empty one; `guidance` says how far to go from these to those.
 *
 * @yields {{step: number, noisy: Image, guess: Image}} after every step; `noisy` of the last is the latent image
 */
export function* draw({ unet, schedule, noise, told, untold, steps, guidance }) {
  const kept = signal(schedule);
  const stride = schedule.num_train_timesteps / steps;
  let noisy = noise;
  for (let step = 0; step < steps; step += 1) {
    const time = Math.round(schedule.num_train_timesteps - step * stride) - 1;
    const before = time - Math.floor(stride);
    const [now, then] = [kept[time], before < 0 ? 1 : kept[before]];
    const [with_, without] = [told, untold].map((states) => unet.predict(noisy, time, states).values);
    const v = without.map((value, i) => value + guidance * (with_[i] - value));
    const guess = map(noisy, (value, i) => Math.sqrt(now) * value - Math.sqrt(1 - now) * v[i]);
    noisy = map(noisy, (value, i) => Math.sqrt(then) * guess.values[i] + Math.sqrt(1 - then) * (Math.sqrt(now) * v[i] + Math.sqrt(1 - now) * value));
    yield { step, noisy, guess };
  }
}
