/** A text-to-image model in a worker: what the page may ask of it. */

import { CaptionEncoder } from "../models/captions.mjs";
import { CaptionReader, Decoder, draw, UNet } from "../models/diffusion.mjs";
import { map } from "../models/layers.mjs";
import { readTensors } from "../models/safetensors.mjs";
import { fetchFiles } from "./download.mjs";

export const FILES = [
  "generation_config.json",
  "scheduler/scheduler_config.json",
  "tokenizer/tokenizer.json",
  "text_encoder/config.json",
  "text_encoder/model.safetensors",
  "vae/config.json",
  "vae/diffusion_pytorch_model.safetensors",
  "unet/config.json",
  "unet/diffusion_pytorch_model.safetensors",
];

let parts;
let newest = 0; // drawing; an older one stops at its next step

/** Numbers from the bell curve, the same for the same seed (mulberry32, then Box and Muller 1958). */
export function bell(seed, count) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return new Float32Array(count).map(() => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
}

/** Red, green, blue and opacity of every pixel, 0 to 255. */
function pixels({ values, height, width }) {
  const places = height * width;
  const made = new Uint8ClampedArray(4 * places).fill(255);
  for (let plane = 0; plane < 3; plane += 1) {
    for (let i = 0; i < places; i += 1) made[4 * i + plane] = 255 * (values[plane * places + i] / 2 + 0.5);
  }
  return { made, height, width };
}

export const images = {
  async load({ address, names }, report) {
    const files = await fetchFiles(address, names, report);
    const read = (name) => JSON.parse(new TextDecoder().decode(files[name]));
    const network = (Kind, folder, file) => new Kind(read(`${folder}/config.json`), readTensors(files[`${folder}/${file}.safetensors`]));
    parts = {
      tokens: new CaptionEncoder(read("tokenizer/tokenizer.json")),
      reader: network(CaptionReader, "text_encoder", "model"),
      unet: network(UNet, "unet", "diffusion_pytorch_model"),
      decoder: network(Decoder, "vae", "diffusion_pytorch_model"),
      schedule: read("scheduler/scheduler_config.json"),
    };
    return { sampling: read("generation_config.json") };
  },

  /** Reports the noisy picture at every step, and the whole one that the model guesses there; false when it was stopped. */
  async draw({ caption, seed, steps, guidance, both }, report) {
    const mine = (newest += 1);
    const { tokens, reader, unet, decoder, schedule } = parts;
    const { sample_size: size, in_channels: channels } = unet.config;
    const [told, untold] = [caption, ""].map((text) => reader.states(tokens.encodePadded(text, reader.config.max_position_embeddings)));
    const shown = (latent) => pixels(decoder.decode(map(latent, (value) => value / decoder.config.scaling_factor)));
    const noise = { values: bell(seed, channels * size * size), channels, height: size, width: size };
    for (const { noisy, guess } of draw({ unet, schedule, noise, told, untold, steps, guidance })) {
      report({ guess: shown(guess), noisy: both ? shown(noisy) : undefined });
      await new Promise((done) => setTimeout(done)); // lets a newer question in
      if (mine !== newest) return false;
    }
    return true;
  },
};
