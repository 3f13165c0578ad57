/** One element with properties and children. Text is set as text, never parsed. */
export function make(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** One element of an SVG drawing, likewise. */
export function shape(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A piece of text with its spaces and line ends made visible, as the figures of the book show them. */
export const visible = (piece) => piece.replaceAll(" ", "␣").replaceAll("\n", "↵").replace(/\p{C}/gu, "\ufffd");

export function percent(share) {
  if (share < 0.001) return "<0.1%";
  if (share >= 0.995) return ">99%";
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`;
}

/** A native control with its label before it, and what may stand after it. */
export function field(label, control, ...after) {
  return make("label", { className: after.length ? "field valued" : "field" }, make("span", { textContent: label }), control, ...after);
}
