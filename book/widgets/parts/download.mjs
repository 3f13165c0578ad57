/** Fetches published files with progress, and lets nothing through that is not what the site's list says. */

const SILENCE_MS = 30_000; // without a byte for so long, a download is given up
const mega = (bytes) => (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** @returns {Promise<Record<string, {bytes: number, sha256: string}>>} what `bookpress` wrote beside the files */
export async function listOf(address, signal) {
  const response = await fetch(new URL("files.json", address), { cache: "no-cache", signal });
  if (!response.ok) throw new Error(`The site answered ${response.status} when asked for the list of the model's files.`);
  return response.json();
}

/**
 * @param {string} address  a folder, with a slash at its end
 * @param {string[]} names
 * @param {(done: {received: number, total: number}) => void} report
 * @returns {Promise<Record<string, ArrayBuffer>>}
 * @throws {Error} with a message for readers
 */
export async function fetchFiles(address, names, report) {
  const list = await readable(listOf(address));
  const total = names.reduce((sum, name) => sum + list[name].bytes, 0);
  const files = {};
  let before = 0;
  for (const name of names) {
    files[name] = await readable(fetchOne(address, name, list[name], (received) => report({ received: before + received, total })));
    before += list[name].bytes;
  }
  return files;
}

/** A browser's own words for a failed request say nothing to a reader. */
async function readable(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof TypeError) throw new Error("The site could not be reached.", { cause: error });
    throw error;
  }
}

async function fetchOne(address, name, { bytes, sha256 }, onBytes) {
  const url = new URL(name, address);
  url.searchParams.set("v", sha256.slice(0, 12)); // a cache must never pair an old file with a new list
  const silence = new AbortController();
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    wait();
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok) throw new Error(`The site answered ${response.status} when asked for ${name}.`);
    const whole = new Uint8Array(bytes);
    let received = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      wait();
      if (received + value.length > bytes) throw new Error(`${name} is longer than it should be (${mega(bytes)} MB).`);
      whole.set(value, received);
      received += value.length;
      onBytes(received);
    }
    if (received < bytes) throw new Error(`The download of ${name} broke off after ${mega(received)} of ${mega(bytes)} MB.`);
    await check(name, whole.buffer, sha256);
    return whole.buffer;
  } catch (error) {
    if (error.name === "AbortError") throw new Error(`Nothing of ${name} came for ${SILENCE_MS / 1000} seconds.`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function check(name, buffer, sha256) {
  if (!globalThis.crypto?.subtle) return; // only pages from https or this machine have it; the length was checked
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sha256) throw new Error(`${name} arrived changed: its checksum is not that of the book's model.`);
}
