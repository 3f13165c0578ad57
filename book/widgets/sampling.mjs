/**
 * Three knobs on a real distribution: temperature, top-k and top-p decide which tokens can be drawn, and how likely each is.
 *
 * Options of the directive: `beginning`, the text it starts with.
 */

import { atTemperature, keepTopK, keepTopP } from "./models/sampling.mjs";
import { field, make } from "./parts/dom.mjs";
import { language } from "./parts/language.mjs";
import { serve } from "./parts/model.mjs";
import { writer } from "./parts/writer.mjs";

serve(language);

const ROWS = 15;
const TOKENS = 40; // written at one press
const ALL = 4096; // entries of the vocabulary: top-k at its right end cuts nothing

/** A slider with its value behind it; `read` turns its position into the number it stands for. */
function slider(label, position, [min, max, step], read, say) {
  const range = make("input", { type: "range", min, max, step, value: position });
  const said = make("span", { className: "value", ariaHidden: "true" }); // the slider itself says it
  const show = () => (said.textContent = range.ariaValueText = say(read(Number(range.value))));
  range.addEventListener("input", show);
  show();
  return { element: field(label, range, said), value: () => read(Number(range.value)) };
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model, el }) {
  const life = new AbortController();
  const heat = slider("Temperature", 1, [0.1, 2, 0.1], (x) => x, (x) => x.toFixed(1));
  // Two steps of this slider double k: 24 steps lead from 1 to 4,096.
  const count = slider("Top-k", 24, [0, 24, 1], (x) => Math.round(2 ** (x / 2)), (k) => (k >= ALL ? "all" : k.toLocaleString("en")));
  const share = slider("Top-p", 0.9, [0.05, 1, 0.05], (x) => x, (x) => x.toFixed(2));
  el.classList.add("live");
  writer({
    el,
    signal: life.signal,
    beginning: model.get("beginning") ?? "Once upon a time, there was a",
    rows: ROWS,
    tokens: TOKENS,
    controls: [heat, count, share].map(({ element }) => element),
    // In the order of the library: temperature first, then top-k, then top-p.
    knobs: (logits) => keepTopP(keepTopK(atTemperature(logits, heat.value()), count.value()), share.value()),
    shown: (logits) => atTemperature(logits, heat.value()),
    greedy: () => false,
  });
  return () => life.abort();
}

export default { render };
