// Mounts widgets without a kernel: the same modules run in Jupyter, where a real model stands behind them.

/** A model that lives in the page: what anywidget's front end offers, without the wire. */
export function createModel(values) {
  const state = { ...values };
  const listeners = new Map();
  const emit = (name, ...rest) => [...(listeners.get(name) ?? [])].forEach((listener) => listener(...rest));
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      emit(`change:${name}`, { changed: { [name]: value } }, value);
      emit("change", { changed: { [name]: value } });
    },
    // Nobody to save to: the state is here already.
    save_changes() {},
    send() {},
    on(name, listener) {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
    },
    off(name, listener) {
      if (!name) listeners.clear();
      else if (!listener) listeners.delete(name);
      else listeners.get(name)?.delete(listener);
    },
  };
  return model;
}

/** Puts the binary traits a notebook stores apart (base64) back where they belong. */
export function restoreBuffers(state, buffers = []) {
  for (const { path, data } of buffers) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const place = path.slice(0, -1).reduce((inner, key) => inner[key], state);
    place[path.at(-1)] = new DataView(bytes.buffer);
  }
  return state;
}

async function mount(element) {
  const { model: values, buffers } = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  const { esm, css } = element.dataset;
  const still = element.querySelector(".widget-still");
  const stage = document.createElement("div");
  const root = stage.attachShadow({ mode: "open" });
  try {
    const loaded = await import(esm);
    if (css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(await (await fetch(css)).text());
      root.adoptedStyleSheets = [sheet];
    }
    const model = createModel(restoreBuffers(values, buffers));
    const widget = typeof loaded.default === "function" ? await loaded.default() : loaded.default;
    const el = document.createElement("div");
    el.className = [...element.classList].filter((name) => name !== "widget").join(" ");
    root.append(el);
    await widget.initialize?.({ model });
    await widget.render({ model, el });
    still.replaceWith(stage);
    element.dataset.state = "live";
  } catch (error) {
    // The still form stays; the reader loses nothing, and the console says why.
    console.error(`The widget ${esm} could not start:`, error);
    element.dataset.state = "failed";
  }
}

/** Each widget starts when it comes near the window. */
export function mountAll() {
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        watcher.unobserve(entry.target);
        mount(entry.target);
      }
    },
    { rootMargin: "400px" },
  );
  document.querySelectorAll(".widget").forEach((element) => watcher.observe(element));
}
