import assert from "node:assert/strict";
import { test } from "node:test";
import { CaptionEncoder } from "../../book/widgets/models/captions.mjs";
import { CaptionReader, Decoder, draw, signal, UNet } from "../../book/widgets/models/diffusion.mjs";
import { geluExact } from "../../book/widgets/models/layers.mjs";
import { fixture, part, tokenizerFile } from "./shelf.mjs";

const EQUAL = 0.002; // fixtures have four digits, of pictures three

const expected = fixture("scenes");
const tokens = new CaptionEncoder(tokenizerFile("scenes/tokenizer"));
const reader = new CaptionReader(...part("scenes/text_encoder", "model"));
const unet = new UNet(...part("scenes/unet", "diffusion_pytorch_model"));
const decoder = new Decoder(...part("scenes/vae", "diffusion_pytorch_model"));
const [schedule] = part("scenes/scheduler");
const length = reader.config.max_position_embeddings;

const image = ({ shape: [, channels, height, width], values }) => ({ values: Float32Array.from(values), channels, height, width });
const near = (found, wanted) => {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < EQUAL, `number ${i} is ${value}, Python has ${wanted[i]}`));
};

test("captions have Python's ids", () => {
  for (const { text, ids } of expected.captions) assert.deepEqual(tokens.encodePadded(text, length), ids, text);
});

test("a caption that is too long is cut, and still has an end", () => {
  const ids = tokens.encodePadded("a red circle ".repeat(20), length);
  assert.equal(ids.length, length);
  assert.equal(ids.at(-1), 619);
});

test("the text encoder's states are Python's", () => {
  near(reader.states(expected.captions[0].ids), expected.states_of_the_first_caption.values);
});

test("the UNet predicts what Python's predicts", () => {
  const states = Float32Array.from(expected.states_of_the_first_caption.values);
  near(unet.predict(image(expected.noise), expected.unet.timestep, states).values, expected.unet.values);
});

test("the decoder makes of noise what Python's makes of it", () => {
  near(decoder.decode(image(expected.noise)).values, expected.decoded_noise.values);
});

test("a whole drawing is Python's", () => {
  const { num_inference_steps: steps, guidance_scale: guidance, values } = expected.drawing_of_the_first_caption;
  const [told, untold] = [expected.captions[0].text, ""].map((text) => reader.states(tokens.encodePadded(text, length)));
  const drawn = [...draw({ unet, schedule, noise: image(expected.noise), told, untold, steps, guidance })].at(-1).noisy;
  const latent = { ...drawn, values: drawn.values.map((value) => value / decoder.config.scaling_factor) };
  near(decoder.decode(latent).values.map((value) => Math.min(1, Math.max(0, value / 2 + 0.5))), values);
});

test("the schedule begins with nearly all of the image and ends with none of it", () => {
  const kept = signal(schedule);
  assert.equal(kept.length, 1000);
  assert.ok(kept[0] > 0.99 && kept.at(-1) === 0);
  assert.ok(kept.every((share, t) => t === 0 || share < kept[t - 1]));
});

test("GELU to seven digits: Φ(1) = 0.8413447", () => {
  assert.ok(Math.abs(geluExact(1) - 0.8413447) < 2e-7);
  assert.ok(Math.abs(geluExact(-1) + 0.1586553) < 2e-7);
});
