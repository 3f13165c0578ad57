/** A model that lives in a worker, so that the page stays free: both sides of the wire between them. */

/**
 * Answers the page's messages `{number, task, given}` with `{number, result}`, `{number, error}` or `{number, progress}`.
 * Does nothing in a page: the same file is the widget and, started as a worker, its model.
 *
 * @param {Record<string, (given: object, report: (progress: object) => void) => unknown>} tasks
 */
export function serve(tasks) {
  if (typeof document !== "undefined" || typeof importScripts === "undefined") return;
  globalThis.addEventListener("message", async ({ data: { number, task, given } }) => {
    const report = (progress) => globalThis.postMessage({ number, progress });
    try {
      globalThis.postMessage({ number, result: await tasks[task](given, report) });
    } catch (error) {
      globalThis.postMessage({ number, error: error.message });
    }
  });
}

export class Model {
  /** @param {AbortSignal} signal  ends the worker */
  constructor(signal) {
    this.worker = new Worker(import.meta.url, { type: "module" });
    this.waiting = new Map();
    this.number = 0;
    this.worker.addEventListener("message", ({ data }) => this.#hear(data), { signal });
    this.worker.addEventListener("error", () => this.#fail("The worker that runs the model could not start."), { signal });
    signal.addEventListener("abort", () => this.worker.terminate(), { once: true });
  }

  /**
   * Asks the worker for one of the tasks that it serves and resolves to its answer; rejects with its error.
   *
   * @param {string} task
   * @param {object} given
   * @param {(progress: object) => void} [onProgress]
   */
  ask(task, given, onProgress) {
    const number = (this.number += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject, onProgress });
      this.worker.postMessage({ number, task, given });
    });
  }

  #hear({ number, result, error, progress }) {
    const asked = this.waiting.get(number);
    if (progress) return asked?.onProgress?.(progress);
    this.waiting.delete(number);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(result);
  }

  #fail(message) {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}

/** Makes a function that has `work` done, one call at a time: whatever asks meanwhile waits for one more call, which all share. */
export function latest(work) {
  let asked = false;
  let running;
  return () => {
    asked = true;
    running ??= (async () => {
      try {
        while (asked) {
          asked = false;
          await work();
        }
      } finally {
        running = undefined;
      }
    })();
    return running;
  };
}
