/**
 * A training of two networks against one another, replayed from the moments that were recorded: what was drawn, how varied it
 * was, and what the losses said.
 */

import { paint } from "./parts/digits.mjs";
import { field, make, shape } from "./parts/dom.mjs";
import { serve } from "./parts/model.mjs";
import { game } from "./parts/recordings.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(game);

const PACE_MS = 600; // between two moments
const COLUMNS = 10;
const TRAININGS = { calm: "calm: the one this chapter opens with", collapsed: "collapsing: with momentum, without the penalty" };
const CURVES = [
  { key: "kinds", label: "Kinds of digit, of ten", top: 10, digits: 1 },
  { key: "frechet", label: "Fréchet distance", top: 36, digits: 1 },
  { key: "discriminator", label: "Discriminator’s loss", top: 2, digits: 2 },
  { key: "generator", label: "Generator’s loss", top: 12, digits: 2 },
];
const [WIDE, HIGH] = [100, 24]; // of a curve

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ el }) {
  const { stage, signal, leave } = opened(el);

  const trainings = Object.entries(TRAININGS).map(([name, label], i) => {
    const radio = make("input", { type: "radio", name: "training", value: name, checked: i === 0 });
    radio.addEventListener("change", choose, { signal });
    return make("label", { className: "check" }, radio, make("span", { textContent: label }));
  });
  const sheet = make("canvas", { className: "picture sheet", role: "img" });
  const moment = make("input", { type: "range", min: 0, step: 1, value: 0 });
  const at = make("span", { className: "value", ariaHidden: "true" });
  const play = make("button", { type: "button", className: "primary", textContent: "Play" });
  const curves = CURVES.map(({ key, label, top, digits }) => {
    const value = make("span");
    const now = shape("line", { y1: 0, y2: HIGH, class: "now" });
    const line = shape("polyline", { class: "curve" });
    const drawing = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, line, now);
    const row = make("div", {}, make("dt", { textContent: label }), make("dd", {}, value, drawing));
    return { key, top, digits, value, now, line, row };
  });
  stage.append(
    make("fieldset", { className: "choice" }, make("legend", { textContent: "Training" }), ...trainings),
    sheet,
    field("Step", moment, at),
    make("div", { className: "buttons" }, play),
    make("dl", { className: "curves" }, ...curves.map(({ row }) => row)),
  );

  let films; // {calm, collapsed}
  let film;
  let timer;

  const across = (i) => (WIDE * i) / (film.length - 1);

  function choose() {
    film = films[trainings.findIndex((label) => label.querySelector("input").checked) ? "collapsed" : "calm"];
    moment.max = film.length - 1;
    for (const { key, top, line } of curves) {
      line.setAttribute("points", film.map((one, i) => `${across(i).toFixed(2)},${(HIGH * (1 - one[key] / top)).toFixed(2)}`).join(" "));
    }
    show();
  }

  function show() {
    const i = Number(moment.value);
    const { step, digits, kinds } = film[i];
    at.textContent = step.toLocaleString("en");
    moment.ariaValueText = `${step}, ${kinds.toFixed(1)} kinds of digit`;
    paint(sheet, digits, COLUMNS);
    sheet.ariaLabel = `${digits.length} drawings after ${step} steps`;
    for (const { key, digits: places, value, now } of curves) {
      value.textContent = film[i][key].toFixed(places);
      for (const end of ["x1", "x2"]) now.setAttribute(end, across(i));
    }
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  }

  function next() {
    moment.value = Number(moment.value) + 1;
    show();
    if (moment.value === moment.max) stop();
  }

  function toggle() {
    if (timer) return stop();
    if (moment.value === moment.max) moment.value = 0;
    show();
    play.textContent = "Pause";
    timer = setInterval(next, PACE_MS);
  }

  play.addEventListener("click", toggle, { signal });
  moment.addEventListener("input", () => (stop(), show()), { signal });
  signal.addEventListener("abort", stop, { once: true });

  start({
    el,
    label: "Start the replay",
    address: published("digits-gan"),
    names: ["replay.safetensors"],
    promise: "Runs in this page.",
    signal,
    ready(_, known) {
      films = known;
      stage.hidden = false;
      choose();
    },
  });
  return leave;
}

export default { render };
