/** Widgets that run in the page with no kernel: what the island (client/widgets.mjs) needs to mount them. */

import { element, escape } from "./html.mjs";

const PRIVATE = /^(_|layout$|tabbable$|tooltip$)/;

/** JSON inside a script element must not be able to close it. */
const embed = (value) => JSON.stringify(value).replace(/</g, "\\u003c");

function mount({ esm, css, model, buffers, className, still }) {
  const data = `<script type="application/json">${embed({ model, buffers })}</script>`;
  const fallback = still || "<p>This widget needs JavaScript.</p>";
  return element("div", { class: className ? `widget ${className}` : "widget", "data-esm": esm, "data-css": css }, `${data}<div class="widget-still">${fallback}</div>`);
}

/** The {anywidget} directive. `model.fallback` may say in words what stands there without JavaScript. */
function anywidget(node, context) {
  if (!node.esm) context.fail("has an {anywidget} without a module.");
  const still = node.model?.fallback ? `<p>${escape(node.model.fallback)}</p>` : "";
  return mount({
    esm: context.site.module(node.esm, context),
    css: node.css ? context.site.asset(node.css, context) : undefined,
    model: node.model ?? {},
    className: node.class,
    still,
  });
}

/** An anywidget that Python showed: its module and traits are stored in the notebook. Null where it is no anywidget. */
export function storedWidget(view, still, context) {
  const id = (typeof view === "string" ? JSON.parse(view) : view).model_id;
  const states = context.page.widgets?.["application/vnd.jupyter.widget-state+json"]?.state ?? {};
  const { state, buffers } = states[id] ?? {};
  if (!state?._esm) return null;
  const model = Object.fromEntries(Object.entries(state).filter(([name]) => !PRIVATE.test(name)));
  return mount({
    esm: context.site.generated(state._esm, ".mjs"),
    css: state._css ? context.site.generated(state._css, ".css") : undefined,
    model,
    buffers,
    still,
  });
}

export const widgets = { anywidget };
