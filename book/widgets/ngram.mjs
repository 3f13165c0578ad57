/**
 * An n-gram model counted in the page: how much it is surprised by what it read and by what is new, and what it writes.
 *
 * Options of the directive: `order`, the n it starts with.
 */

import { counting, ORDERS } from "./parts/counting.mjs";
import { field, make, shape } from "./parts/dom.mjs";
import { latest, serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(counting);

const RULES = { hundredth: "a hundredth for all 256 bytes", witten_bell: "ask the shorter context" };
const LINES = { read: "Stories read", fresh: "New stories" };
const TOP = 8; // bits per byte: of one who knows nothing
const [WIDE, HIGH] = [100, 40]; // of the drawing
const across = (order) => ((order - 1) * WIDE) / (ORDERS - 1);
const down = (bits) => HIGH * (1 - bits / TOP);

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const { stage, signal, leave } = opened(el);

  const rules = Object.entries(RULES).map(([value, label], i) => {
    const radio = make("input", { type: "radio", name: "rule", value, checked: i === 0 });
    return make("label", { className: "check" }, radio, make("span", { textContent: label }));
  });
  const order = make("input", { type: "range", min: 1, max: ORDERS, step: 1, value: options.get("order") ?? 4 });
  const stories = make("input", { type: "range", min: 5, max: 50, step: 5, value: 50 });
  const [saidOrder, saidStories] = [0, 1].map(() => make("span", { className: "value", ariaHidden: "true" }));
  const now = shape("line", { y1: 0, y2: HIGH, class: "now" });
  const lines = Object.keys(LINES).map((name) => shape("polyline", { class: `curve ${name}` }));
  const chart = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img", "aria-label": "Losses: nothing is counted yet" }, ...lines, now);
  const values = Object.fromEntries(Object.keys(LINES).map((name) => [name, make("dd")]));
  const legend = make("dl", { className: "legend" }, ...Object.entries(LINES).map(([name, label]) => make("div", { className: name }, make("dt", { textContent: label }), values[name])));
  const write = make("button", { type: "button", className: "primary", textContent: "Write" });
  const story = make("p", { className: "story" });
  const status = make("p", { className: "status", role: "status" });
  stage.append(
    make("fieldset", { className: "choice" }, make("legend", { textContent: "Rule" }), ...rules),
    field("Stories read", stories, saidStories),
    field("n", order, saidOrder),
    make("div", { className: "chart" }, chart, make("span", { className: "note", textContent: `To the right n, from 1 to ${ORDERS}; upwards 0 to ${TOP} bits per byte.` })),
    legend,
    make("div", { className: "buttons" }, write),
    story,
    status,
  );

  let losses; // {read, fresh}, of every order

  function say() {
    saidOrder.textContent = order.ariaValueText = order.value;
    saidStories.textContent = stories.ariaValueText = stories.value;
  }

  function show() {
    say();
    if (!losses) return;
    const n = Number(order.value);
    for (const end of ["x1", "x2"]) now.setAttribute(end, across(n));
    for (const name of Object.keys(LINES)) values[name].textContent = `${losses[name][n - 1].toFixed(2)} bits per byte`;
    const best = 1 + losses.fresh.indexOf(Math.min(...losses.fresh));
    chart.setAttribute("aria-label", `Losses for n from 1 to ${ORDERS}. On new stories the smallest is that of n = ${best}; on stories read it falls to ${losses.read.at(-1).toFixed(2)}.`);
  }

  function draw() {
    Object.keys(LINES).forEach((name, i) => {
      lines[i].setAttribute("points", losses[name].map((bits, at) => `${across(at + 1).toFixed(2)},${down(bits).toFixed(2)}`).join(" "));
    });
    show();
  }

  start({
    el,
    label: "Start counting",
    address: published("stories-ngram"),
    names: ["texts.safetensors"],
    promise: "Runs in this page.",
    signal,
    ready(model) {
      const rule = () => rules.map((label) => label.querySelector("input")).find(({ checked }) => checked).value;
      const measure = latest(async () => {
        status.textContent = "Counting…";
        try {
          losses = await model.ask("measure", { count: Number(stories.value), rule: rule() });
          status.textContent = "";
          draw();
        } catch (error) {
          status.textContent = error.message;
        }
      });
      const tell = latest(async () => {
        try {
          const pieces = await model.ask("write", { order: Number(order.value) });
          story.replaceChildren(...pieces.map(({ text, copied }) => make(copied ? "mark" : "span", { textContent: text })));
          const [all, taken] = [pieces, pieces.filter(({ copied }) => copied)].map((some) => some.reduce((sum, { text }) => sum + text.length, 0));
          status.textContent = `Written with n = ${order.value}; ${Math.round((100 * taken) / all)}% is copied, in runs of 25 letters or more.`;
        } catch (error) {
          status.textContent = error.message;
        }
      });
      const both = async () => (await measure(), tell());
      stage.hidden = false;
      say();
      both();
      order.addEventListener("input", () => (show(), tell()), { signal });
      stories.addEventListener("input", () => (say(), both()), { signal });
      for (const label of rules) label.addEventListener("change", measure, { signal });
      write.addEventListener("click", tell, { signal });
    },
  });
  return leave;
}

export default { render };
