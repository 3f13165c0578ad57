/** Reads a .safetensors file: the length of a JSON header (8 bytes), the header, then the numbers of every tensor. */

/** What each of the 65,536 numbers of two bytes is worth (IEEE 754 half precision): looking up is faster than computing. */
function halves() {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
    let value = (1 + fraction / 1024) * 2 ** (exponent - 15);
    if (exponent === 0) value = (fraction / 1024) * 2 ** -14;
    if (exponent === 31) value = fraction ? NaN : Infinity;
    table[bits] = sign ? -value : value;
  }
  return table;
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {Record<string, (Float32Array | Uint8Array) & {shape: number[]}>} by name, row after row
 * @throws {RangeError} when the file ends early
 * @throws {TypeError} when a tensor is none of F16, F32 and U8
 */
export function readTensors(buffer) {
  const size = Number(new DataView(buffer).getBigUint64(0, true));
  const { __metadata__, ...header } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
  const table = halves();
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(header)) {
    if (8 + size + end > buffer.byteLength) throw new RangeError(`The file of weights ends within ${name}: it is incomplete.`);
    const bytes = buffer.slice(8 + size + start, 8 + size + end);
    let values;
    if (dtype === "F32") values = new Float32Array(bytes);
    else if (dtype === "U8") values = new Uint8Array(bytes);
    else if (dtype === "F16") values = decode(new Uint16Array(bytes), table);
    else throw new TypeError(`The tensor ${name} is stored as ${dtype}; only F16, F32 and U8 can be read here.`);
    tensors[name] = Object.assign(values, { shape });
  }
  return tensors;
}

function decode(halfs, table) {
  const values = new Float32Array(halfs.length);
  for (let i = 0; i < halfs.length; i += 1) values[i] = table[halfs[i]];
  return values;
}
