/** A widget with no Python behind it: counts from a start, in steps. */
function render({ model, el }) {
  const step = model.get("step") ?? 1;
  let count = model.get("start") ?? 0;
  const button = document.createElement("button");
  const show = () => (button.textContent = `Count: ${count}`);
  button.type = "button";
  button.addEventListener("click", () => {
    count += step;
    show();
  });
  show();
  el.append(button);
}
export default { render };
