// The legend of the history's charts: a button for each backend that hides and shows it, with its
// figures at the cursor, or else the newest.

import { COLUMNS, REQUESTS } from "./history-columns.js";
import { showSwatch } from "./palette.js";
import { make, moment, setText, UNKNOWN } from "./text.js";

const hidden = new Set(); // names of backends

export const isShown = (name) => !hidden.has(name);

function newKey(name, changed) {
  const key = make("button", { type: "button", className: "past-key", data: { name } });
  key.append(make("span", { className: "name", text: name }), make("span", { className: "value" }));
  key.addEventListener("click", () => {
    if (!hidden.delete(name)) hidden.add(name);
    changed();
  });
  return key;
}

// Shows exactly the backends of an answer. A button that stays keeps the focus.
export function showLegend(place, answer, changed) {
  const keys = new Map([...place.children].map((key) => [key.dataset.name, key]));
  for (const [name, backend] of Object.entries(answer.backends)) {
    const key = keys.get(name) ?? newKey(name, changed);
    keys.delete(name);
    showSwatch(key, backend);
    key.setAttribute("aria-pressed", String(isShown(name)));
    if (!key.isConnected) place.append(key);
  }
  for (const gone of keys.values()) gone.remove();
}

// `index`: at the cursor, or null. `time`: the node for its time.
export function showValues(place, time, answer, index, second) {
  const at = index ?? answer.time_ms.length - 1;
  setText(time, index === null || at < 0 ? "" : moment(answer.time_ms[at]));
  for (const key of place.children) {
    const backend = answer.backends[key.dataset.name];
    const words = [REQUESTS, second].map((column) => {
      const { write, unit } = COLUMNS[column];
      const value = backend?.[column]?.avg[at] ?? null;
      return value === null ? UNKNOWN : write(value) + unit;
    });
    setText(key.querySelector(".value"), words.join(", "));
  }
}
