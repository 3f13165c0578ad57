import { button } from "./parts/button.mjs";

/** A widget with no Python behind it: counts from a start, in steps. */
function render({ model, el }) {
  const step = model.get("step") ?? 1;
  let count = model.get("start") ?? 0;
  const show = () => (made.textContent = `Count: ${count}`);
  const made = button(() => {
    count += step;
    show();
  });
  show();
  el.append(made);
}
export default { render };
