// The donut's legend: a button a backend, pressed while its slice is shown.

import { showSwatch } from "./palette.js";
import { count, make, setText, UNKNOWN } from "./text.js";

function newEntry(name, toggle) {
  const entry = make("li", { data: { name } });
  const button = make("button", { type: "button", className: "key" });
  const texts = {};
  for (const part of ["name", "percent", "requests"]) {
    texts[part] = make("span", { className: part });
    button.append(texts[part]);
  }
  texts.name.textContent = name;
  button.addEventListener("click", () => toggle(name));
  entry.append(button);
  return Object.assign(entry, { button, texts });
}

export function showLegend(list, backends, { shown, hidden, toggle }) {
  const known = new Map([...list.children].map((entry) => [entry.dataset.name, entry]));
  backends.forEach((backend, place) => {
    const { name } = backend;
    const entry = known.get(name) ?? newEntry(name, toggle);
    known.delete(name);
    if (list.children[place] !== entry) list.insertBefore(entry, list.children[place] ?? null);
    showSwatch(entry.button, backend);
    entry.button.setAttribute("aria-pressed", String(!hidden.has(name)));
    const share = shown.has(name) ? `${shown.get(name).toFixed(1)} %` : UNKNOWN;
    setText(entry.texts.percent, hidden.has(name) ? "hidden" : share);
    setText(entry.texts.requests, count(backend.requests));
  });
  for (const entry of known.values()) entry.remove();
}
