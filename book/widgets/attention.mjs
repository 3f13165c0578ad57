/**
 * Every attention map of the model on a sentence of the reader's own: all heads at a glance, one of them large, one row in words.
 *
 * Options of the directive: `beginning`, the sentence; `layer` and `head`, counted from 1, of the map shown first.
 */

import { field, make, percent, shape, visible } from "./parts/dom.mjs";
import { language } from "./parts/language.mjs";
import { latest, serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(language);

const FILES = ["config.json", "tokenizer.json", "model.safetensors"];
const LONGEST = 24; // tokens: a larger map would not fit the column
const NAMED = 3; // tokens of a row that are put into words

/** A map as small as its number of tokens, a pixel a weight; CSS makes it larger. */
function paint(canvas, size, weight) {
  canvas.width = canvas.height = size;
  const image = new ImageData(size, size);
  const [red, green, blue] = getComputedStyle(canvas).color.match(/\d+/g);
  for (let asking = 0; asking < size; asking += 1) {
    for (let asked = 0; asked <= asking; asked += 1) image.data.set([red, green, blue, 255 * Math.sqrt(weight(asking, asked))], 4 * (asking * size + asked));
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const text = make("textarea", { rows: 2, maxLength: 300, value: options.get("beginning") ?? "", spellcheck: false, autocomplete: "off" });
  const { stage, signal, leave } = opened(el, field("Your sentence", text));

  const heads = make("fieldset", { className: "heads" }, make("legend", { textContent: "All heads" }));
  const map = shape("svg", { role: "img", class: "map" });
  const tokens = make("div", { className: "asking", role: "radiogroup", ariaLabel: "The token that looks" });
  const status = make("p", { className: "status", role: "status" });
  stage.append(make("div", { className: "maps" }, heads, map), tokens, status);

  let chosen = { layer: (options.get("layer") ?? 1) - 1, head: (options.get("head") ?? 1) - 1 };
  let asking = -1; // the last token
  let found;
  let pieces;
  const canvases = [];

  const weightOf = (layer, head) => (from, to) => found.weights[((layer * found.heads + head) * found.ids.length + from) * found.ids.length + to];
  const named = (i) => visible(pieces[found.ids[i]]);

  function makeHeads({ n_layer: layers, n_head: count }) {
    heads.style.setProperty("--heads", count);
    for (let layer = 0; layer < layers; layer += 1) {
      for (let head = 0; head < count; head += 1) {
        const radio = make("input", { type: "radio", name: "head", checked: layer === chosen.layer && head === chosen.head });
        const canvas = make("canvas", { ariaHidden: "true" });
        radio.addEventListener("change", () => ((chosen = { layer, head }), showMap()), { signal });
        canvases.push({ canvas, layer, head });
        heads.append(make("label", {}, radio, canvas, make("span", { className: "unseen", textContent: `Layer ${layer + 1}, head ${head + 1}` })));
      }
    }
  }

  function showAll() {
    const size = found.ids.length;
    asking = size - 1;
    for (const { canvas, layer, head } of canvases) paint(canvas, Math.max(size, 1), size ? weightOf(layer, head) : () => 0);
    const rows = found.ids.map((_, i) => {
      const radio = make("input", { type: "radio", name: "asking", checked: i === asking });
      radio.addEventListener("change", () => ((asking = i), showMap()), { signal });
      return make("label", {}, radio, make("code", { textContent: named(i) }));
    });
    tokens.replaceChildren(...rows);
    showMap();
  }

  function showMap() {
    const size = found.ids.length;
    const weight = weightOf(chosen.layer, chosen.head);
    const room = 6.2; // for the names at the left and above, in squares
    map.setAttribute("viewBox", `0 0 ${size + room} ${size + room}`);
    const marks = [];
    for (let from = 0; from < size; from += 1) {
      const strong = from === asking ? " strong" : "";
      marks.push(shape("text", { x: room - 0.3, y: room + from + 0.68, "text-anchor": "end", class: `name${strong}` }, named(from)));
      marks.push(shape("text", { transform: `translate(${room + from + 0.68} ${room - 0.3}) rotate(-90)`, class: "name" }, named(from)));
      for (let to = 0; to <= from; to += 1) {
        const side = Math.sqrt(weight(from, to)); // the area is the weight
        if (side < 0.04) continue;
        const [x, y] = [to, from].map((place) => (room + place + (1 - side) / 2).toFixed(3));
        marks.push(shape("rect", { x, y, width: side.toFixed(3), height: side.toFixed(3), class: `weight${strong}` }));
      }
    }
    map.replaceChildren(...marks);
    map.setAttribute("aria-label", `Attention of layer ${chosen.layer + 1}, head ${chosen.head + 1}: rows look, columns are looked at.`);
    if (!size) return void (status.textContent = "There is nothing to look at yet.");
    tokens.querySelectorAll("label").forEach((label, i) => label.style.setProperty("--weight", i <= asking ? weight(asking, i).toFixed(3) : 0));
    const order = Array.from({ length: asking + 1 }, (_, i) => i).sort((a, b) => weight(asking, b) - weight(asking, a));
    const looks = order.slice(0, NAMED).map((i) => `${named(i)} ${percent(weight(asking, i))}`);
    status.textContent = `Layer ${chosen.layer + 1}, head ${chosen.head + 1}: ${named(asking)} looks at ${looks.join(", ")}.`;
  }

  start({
    el,
    label: "Start the model",
    address: published("text"),
    names: FILES,
    signal,
    ready(model, known) {
      pieces = known.pieces;
      stage.hidden = false;
      makeHeads(known.config);
      const look = latest(async () => {
        found = await model.ask("looks", { text: text.value, limit: LONGEST });
        showAll();
      });
      text.addEventListener("input", look, { signal });
      look();
    },
  });
  return leave;
}

export default { render };
