import assert from "node:assert/strict";
import { test } from "node:test";
import { readTensors } from "../../book/widgets/models/safetensors.mjs";
import { bytes } from "./shelf.mjs";

/** A file of one tensor. */
function file(dtype, data, shape) {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { format: "pt" }, x: { dtype, shape, data_offsets: [0, data.length] } }));
  const whole = new Uint8Array(8 + header.length + data.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(header.length), true);
  whole.set(header, 8);
  whole.set(data, 8 + header.length);
  return whole.buffer;
}

test("half precision, by hand: 1, −2, 0.333, the smallest, infinity", () => {
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00, 0x8000);
  const { x } = readTensors(file("F16", new Uint8Array(bits.buffer), [2, 3]));
  assert.deepEqual([...x], [1, -2, 0.333251953125, 2 ** -24, Infinity, -0]);
  assert.deepEqual(x.shape, [2, 3]);
});

test("single precision is read as it is", () => {
  assert.deepEqual([...readTensors(file("F32", new Uint8Array(Float32Array.of(0.1, -3).buffer), [2])).x], [Math.fround(0.1), -3]);
});

test("whole numbers of one byte are read as they are", () => {
  assert.deepEqual([...readTensors(file("U8", Uint8Array.of(0, 127, 255), [3])).x], [0, 127, 255]);
});

test("a file that broke off says so", () => {
  assert.throws(() => readTensors(bytes("text/model.safetensors").slice(0, 3_000_000)), /ends within transformer\.\S+: it is incomplete/);
});

test("other formats are refused by name", () => {
  assert.throws(() => readTensors(file("BF16", new Uint8Array(2), [1])), /The tensor x is stored as BF16; only F16, F32 and U8/);
});
