/**
 * Clocks that tell where a token stands: two positions, the hands of every pair of numbers, and how like the two are.
 *
 * Options of the directive: `size`, `base`, `position` and `distance`, the values it starts with.
 */

import { frequencies, similarity } from "./models/positions.mjs";
import { field, make, shape } from "./parts/dom.mjs";

const FARTHEST = 200; // positions apart
const [WIDE, HIGH] = [200, 60]; // of the curve
const RADIUS = 10; // of a dial

/** A slider with its value behind it; `read` turns its place into the number it stands for. */
function slider(label, { value, min, max, step, read = (x) => x }, changed, signal) {
  const range = make("input", { type: "range", min, max, step, value });
  const said = make("span", { className: "value", ariaHidden: "true" }); // the slider itself says it
  const show = () => (said.textContent = range.ariaValueText = read(Number(range.value)).toLocaleString("en"));
  range.addEventListener("input", () => (show(), changed()), { signal });
  show();
  return { element: field(label, range, said), value: () => read(Number(range.value)) };
}

/** A hand at `angle`, which grows against the clock from the right, as mathematics has it. */
function point(hand, angle) {
  hand.setAttribute("x2", (RADIUS * 0.92 * Math.cos(angle)).toFixed(2));
  hand.setAttribute("y2", (-RADIUS * 0.92 * Math.sin(angle)).toFixed(2));
}

function dial() {
  const [first, second] = ["first", "second"].map((name) => shape("line", { x1: 0, y1: 0, x2: 0, y2: 0, class: `hand ${name}` }));
  const face = shape("circle", { r: RADIUS, class: "face" });
  const side = RADIUS + 1;
  const drawing = shape("svg", { viewBox: `${-side} ${-side} ${2 * side} ${2 * side}`, "aria-hidden": "true" }, face, first, second);
  const turn = make("span", {});
  return { first, second, turn, item: make("li", {}, drawing, turn) };
}

/** How many positions a hand needs for a whole turn. */
function period(speed) {
  const positions = (2 * Math.PI) / speed;
  return positions < 100 ? positions.toFixed(1) : Math.round(positions).toLocaleString("en");
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model, el }) {
  const life = new AbortController();
  const { signal } = life;
  const given = (name, otherwise) => model.get(name) ?? otherwise;
  const knobs = {
    size: slider("Numbers", { value: given("size", 16), min: 2, max: 64, step: 2 }, show, signal),
    // Ten steps of this slider multiply the base by ten.
    base: slider("Base", { value: 10 * Math.log10(given("base", 10_000)), min: 10, max: 60, step: 5, read: (x) => Math.round(10 ** (x / 10)) }, show, signal),
    position: slider("First position", { value: given("position", 20), min: 0, max: 1000, step: 1 }, show, signal),
    distance: slider("Distance", { value: given("distance", 8), min: 0, max: FARTHEST, step: 1 }, show, signal),
  };
  const clocks = make("ol", { className: "clocks" });
  const line = shape("polyline", { class: "curve" });
  const zero = shape("line", { x1: 0, x2: WIDE, y1: HIGH / 2, y2: HIGH / 2, class: "zero" });
  const now = shape("line", { y1: 0, y2: HIGH, class: "now" });
  const curve = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", class: "similarity", role: "img" }, zero, line, now);
  const status = make("p", { className: "status", role: "status" });
  const legend = make("p", { className: "note", textContent: `Similarity, from −1 to 1, at distances from 0 to ${FARTHEST}:` });
  const stage = make("div", { className: "stage" }, clocks, legend, curve, status);
  el.classList.add("live");
  el.append(...Object.values(knobs).map(({ element }) => element), stage);

  let dials = [];

  function show() {
    const [size, base, position, distance] = ["size", "base", "position", "distance"].map((name) => knobs[name].value());
    const speeds = frequencies(size, base);
    if (dials.length !== speeds.length) {
      dials = speeds.map(dial);
      clocks.replaceChildren(...dials.map(({ item }) => item));
    }
    speeds.forEach((speed, i) => {
      point(dials[i].first, position * speed);
      point(dials[i].second, (position + distance) * speed);
      dials[i].turn.textContent = period(speed);
    });
    const height = (value) => ((HIGH * (1 - value)) / 2).toFixed(2);
    const points = Array.from({ length: FARTHEST + 1 }, (_, far) => `${far},${height(similarity(far, size, base))}`);
    line.setAttribute("points", points.join(" "));
    for (const end of ["x1", "x2"]) now.setAttribute(end, distance);
    const here = similarity(distance, size, base).toFixed(2).replace("-", "−");
    curve.setAttribute("aria-label", `Similarity by distance; ${here} at distance ${distance}`);
    status.textContent = `Positions ${position} and ${position + distance}: similarity ${here}.`;
  }

  show();
  return () => life.abort();
}

export default { render };
