/**
 * Drag over the map of a variational autoencoder; its decoder draws what is there.
 *
 * Options of the directive: `right` and `up`, the place shown first.
 */

import { paint } from "./parts/digits.mjs";
import { field, make, percent } from "./parts/dom.mjs";
import { latest, serve } from "./parts/model.mjs";
import { map } from "./parts/recordings.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(map);

const FAR = 3; // of the map's rim from its middle
const EACH_WAY = 13; // digits that the map shows
const STEP = 0.1;

/** A coordinate of the map, as near as the sliders come. */
const settled = (value) => Math.round(Math.min(FAR, Math.max(-FAR, value)) / STEP) * STEP;
const said = (value) => value.toFixed(1).replace("-", "−");

/** A number from the bell curve (Box and Muller 1958). */
const fromTheBell = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const { stage, signal, leave } = opened(el);

  const sheet = make("canvas", { className: "picture", role: "img", ariaLabel: `${EACH_WAY ** 2} digits, drawn at places of the map` });
  const mark = make("span", { className: "mark" });
  const pad = make("div", { className: "pad" }, sheet, mark);
  const digit = make("canvas", { className: "picture", role: "img" });
  const [right, up] = ["right", "up"].map((name) => {
    const range = make("input", { type: "range", min: -FAR, max: FAR, step: STEP, value: options.get(name) ?? 0 });
    return { range, value: make("span", { className: "value", ariaHidden: "true" }) };
  });
  const other = make("button", { type: "button", textContent: "Draw a place from the bell curve" });
  const share = make("p", { className: "note" });
  stage.append(
    make("div", { className: "latent" }, pad, make("div", {}, digit, share)),
    field("To the right", right.range, right.value),
    field("Up", up.range, up.value),
    make("div", { className: "buttons" }, other),
  );

  let look = () => {};

  function show() {
    const [x, y] = [right, up].map(({ range }) => Number(range.value));
    for (const { range, value } of [right, up]) value.textContent = range.ariaValueText = said(Number(range.value));
    mark.style.left = `${(50 * (FAR + x)) / FAR}%`;
    mark.style.top = `${(50 * (FAR - y)) / FAR}%`;
    digit.ariaLabel = `The digit drawn at ${said(x)} to the right and ${said(y)} up`;
    // Of a bell curve in two dimensions, the share that lies farther out than r is e^(-r²/2).
    share.textContent = `${percent(Math.exp(-(x * x + y * y) / 2))} of the bell curve lies farther out.`;
    look();
  }

  function move(x, y) {
    [right.range.value, up.range.value] = [settled(x), settled(y)];
    show();
  }

  function follow({ clientX, clientY }) {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    move((2 * (clientX - left)) / width * FAR - FAR, FAR - (2 * (clientY - top)) / height * FAR);
  }

  pad.addEventListener("pointerdown", (event) => (pad.setPointerCapture(event.pointerId), follow(event)), { signal });
  pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && follow(event), { signal });
  other.addEventListener("click", () => move(fromTheBell(), fromTheBell()), { signal });
  for (const { range } of [right, up]) range.addEventListener("input", show, { signal });

  start({
    el,
    label: "Start the decoder",
    address: published("digits-vae"),
    names: ["model.safetensors"],
    promise: "Runs in this page.",
    signal,
    async ready(model) {
      stage.hidden = false;
      const line = Array.from({ length: EACH_WAY }, (_, i) => (FAR * (2 * i + 1)) / EACH_WAY - FAR); // middles of squares
      const places = line.flatMap((down) => line.map((across) => [across, -down]));
      paint(sheet, await model.ask("draw", { places }), EACH_WAY);
      look = latest(async () => {
        const places = [[Number(right.range.value), Number(up.range.value)]];
        paint(digit, await model.ask("draw", { places }), 1);
      });
      show();
    },
  });
  return leave;
}

export default { render };
