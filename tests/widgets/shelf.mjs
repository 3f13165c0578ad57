/** The embedded models and what Python says of them (tests/fixtures), for the tests of the JavaScript that runs them. */

import { readFileSync } from "node:fs";
import { BytePairEncoder } from "../../book/widgets/models/bpe.mjs";
import { readTensors } from "../../book/widgets/models/safetensors.mjs";

const WEIGHTS = new URL("../../src/genai_book/weights/", import.meta.url);
const RECORDINGS = new URL("../../src/genai_book/recordings/", import.meta.url);

export const json = (url) => JSON.parse(readFileSync(url, "utf8"));
export const fixture = (name) => json(new URL(`../fixtures/${name}.json`, import.meta.url));
export const config = (folder) => json(new URL(`${folder}/config.json`, WEIGHTS));
export const tokenizerFile = (folder) => json(new URL(`${folder}/tokenizer.json`, WEIGHTS));
export const tokenizer = (folder) => new BytePairEncoder(tokenizerFile(folder));

function whole(url) {
  const file = readFileSync(url);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
}

export const bytes = (path) => whole(new URL(path, WEIGHTS));
export const recording = (path) => whole(new URL(path, RECORDINGS));

export const tensors = (path) => readTensors(bytes(path));

/** Configuration and tensors of one network of a pipeline. */
export function part(folder, file) {
  const name = folder.endsWith("scheduler") ? "scheduler_config" : "config";
  return [json(new URL(`${folder}/${name}.json`, WEIGHTS)), file && tensors(`${folder}/${file}.safetensors`)];
}

export function argmax(values) {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}
