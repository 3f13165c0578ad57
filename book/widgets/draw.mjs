/**
 * Type a caption and watch the picture come out of the noise; a slider goes back over the steps.
 *
 * Options of the directive: `caption`, the text it starts with; `both`, whether the noisy picture stands beside the guess.
 */

import { field, make } from "./parts/dom.mjs";
import { FILES, images } from "./parts/images.mjs";
import { serve } from "./parts/model.mjs";
import { opened, published, start } from "./parts/start.mjs";

serve(images);

const LONGEST = 120; // characters of a caption

function paint(canvas, { made, height, width }) {
  Object.assign(canvas, { height, width });
  canvas.getContext("2d").putImageData(new ImageData(made, width, height), 0, 0);
}

/** @param {{model: {get(name: string): unknown}, el: HTMLElement}} place */
function render({ model: options, el }) {
  const text = make("textarea", { rows: 2, maxLength: LONGEST, value: options.get("caption") ?? "", spellcheck: false, autocomplete: "off" });
  const { stage, signal, leave } = opened(el, field("Caption", text));

  const go = make("button", { type: "button", className: "primary", textContent: "Draw" });
  const other = make("button", { type: "button", textContent: "Other noise" });
  const said = make("span", { className: "value", ariaHidden: "true" });
  const guidance = make("input", { type: "range", min: 0, max: 6, step: 0.5 });
  const both = Boolean(options.get("both"));
  const [noisy, guess] = ["The picture at this step", "What the model takes it for"].map((says) => {
    const canvas = make("canvas", { className: "picture", role: "img", ariaLabel: `${says}: nothing yet` });
    return { canvas, says, box: make("div", {}, canvas, ...(both ? [make("span", { className: "note", ariaHidden: "true", textContent: says })] : [])) };
  });
  const step = make("input", { type: "range", min: 1, max: 1, value: 1 });
  const at = make("span", { className: "value", ariaHidden: "true" });
  const strip = make("div", { className: "strip", ariaHidden: "true" });
  const status = make("p", { className: "status", role: "status" });
  stage.append(
    field("Guidance", guidance, said),
    make("div", { className: "buttons" }, go, other),
    make("div", { className: both ? "drawing both" : "drawing" }, ...(both ? [noisy.box] : []), guess.box, strip),
    field("Step", step, at),
    status,
  );

  /** @type {{guess: object, noisy?: object}[]} of every step so far */
  let pictures = [];
  let seed = 1;
  let caption = "";
  let turn = 0; // of drawing; pictures of an older one are left out

  function showStep() {
    const number = Number(step.value);
    at.textContent = step.ariaValueText = `${number} of ${step.max}`;
    if (!pictures[number - 1]) return;
    for (const [{ canvas, says }, picture] of [[noisy, pictures[number - 1].noisy], [guess, pictures[number - 1].guess]]) {
      if (picture) paint(canvas, picture);
      canvas.ariaLabel = `${says}, ${number} of ${step.max}; the caption is: ${caption}`;
    }
    strip.querySelectorAll("canvas").forEach((small, i) => small.classList.toggle("chosen", i === number - 1));
  }

  const sayGuidance = () => (said.textContent = guidance.ariaValueText = Number(guidance.value).toFixed(1));

  start({
    el,
    label: "Start the model",
    address: published("scenes"),
    names: FILES,
    signal,
    ready(model, { sampling: { num_inference_steps: steps, guidance_scale: usual } }) {
      guidance.value = usual;
      sayGuidance();
      step.max = steps;
      stage.hidden = false;

      async function draw() {
        const mine = (turn += 1);
        pictures = [];
        caption = text.value.trim();
        strip.replaceChildren();
        status.textContent = "Drawing…";
        try {
          const whole = await model.ask("draw", { caption, seed, steps, guidance: Number(guidance.value), both }, (picture) => {
            if (turn !== mine) return;
            const small = make("canvas");
            paint(small, picture.guess);
            strip.append(small);
            step.value = pictures.push(picture);
            showStep();
          });
          if (whole && turn === mine) status.textContent = `Drawn in ${steps} steps from noise number ${seed}.`;
        } catch (error) {
          status.textContent = error.message;
        }
      }
      go.addEventListener("click", draw, { signal });
      other.addEventListener("click", () => ((seed += 1), draw()), { signal });
      draw();
    },
  });
  guidance.addEventListener("input", sayGuidance, { signal });
  step.addEventListener("input", showStep, { signal });
  return leave;
}

export default { render };
