/** A button that says what it will fetch, a bar while it does, and plain words with a second chance when it fails. */

import { make } from "./dom.mjs";
import { listOf } from "./download.mjs";
import { Model } from "./model.mjs";

/**
 * A widget's place on the page: `stage`, hidden until its model is there, behind what can be seen `before`; and the widget's
 * life, for its listeners, which `leave` ends.
 */
export function opened(el, ...before) {
  const life = new AbortController();
  const stage = make("div", { className: "stage", hidden: true });
  el.classList.add("live");
  el.append(...before, stage);
  return { stage, signal: life.signal, leave: () => life.abort() };
}

const size = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/**
 * Puts the button into `el`; once the model is there the button goes and `ready` is called with it.
 *
 * @param {object} options
 * @param {HTMLElement} options.el
 * @param {string} options.label     what the button says
 * @param {string} options.address   folder of the model, with a slash at its end
 * @param {string[]} options.names   files that are needed
 * @param {string} [options.promise]  behind the size
 * @param {AbortSignal} options.signal
 * @param {(model: Model, known: {pieces: string[], config?: object}) => void} options.ready
 */
export function start({ el, label, address, names, promise = "Runs in this page; nothing you type leaves it.", signal, ready }) {
  const button = make("button", { type: "button", className: "primary", textContent: label });
  const note = make("span", { className: "note", textContent: promise });
  const bar = make("progress", { max: 1, hidden: true, ariaLabel: "Fetching the model" });
  const trouble = make("p", { className: "trouble", role: "alert" });
  const panel = make("div", { className: "start" }, button, note, bar, trouble);
  el.append(panel);
  // The list is small; without it the button works all the same, and says no size.
  listOf(address, signal).then(
    (list) => (note.textContent = `${size(names.reduce((sum, name) => sum + list[name].bytes, 0))}, once. ${note.textContent}`),
    () => {},
  );
  button.addEventListener("click", load, { signal });

  async function load() {
    const life = new AbortController();
    signal.addEventListener("abort", () => life.abort(), { once: true });
    button.disabled = true;
    trouble.textContent = "";
    bar.hidden = false;
    bar.removeAttribute("value");
    try {
      const model = new Model(life.signal);
      const known = await model.ask("load", { address, names }, ({ received, total }) => (bar.value = received / total));
      panel.remove();
      ready(model, known);
    } catch (error) {
      life.abort();
      bar.hidden = true;
      button.disabled = false;
      button.textContent = "Try again";
      trouble.textContent = `The model did not start. ${error.message}`;
      button.focus();
    }
  }
}

/** An address on this site, given from its root. Widgets lie in `build/`, one folder below. */
export const onThisSite = (address) => new URL(`../${address}`, import.meta.url).href;

/** The folder that the site publishes a model in. */
export const published = (name) => onThisSite(`models/${name}/`);
