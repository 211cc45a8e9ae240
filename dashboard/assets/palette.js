// The colours of the page. The daemon assigns each backend a slot, which determines its colour.
// Colours that depend on the theme are read from the style sheet.

const SLOTS = [
  "#778899", "#dd7711", "#aa11ee", "#aa8866", "#0099dd", "#995522", "#775599", "#bb2266",
];

// The colour of a slot. `pattern` distinguishes backends with the same slot.
export const color = (slot) => SLOTS[slot % SLOTS.length];

const HATCHES = 4; // ways of hatching, in steps of 45 degrees

export const hatch = (pattern) => (pattern > 0 ? ((pattern - 1) % HATCHES) + 1 : 0);

const known = new Map();

// The value of a custom property ("--requests") in the current theme, for canvases.
export function themed(property) {
  if (!known.has(property)) {
    const style = getComputedStyle(document.documentElement);
    known.set(property, style.getPropertyValue(property).trim());
  }
  return known.get(property);
}

// Adds the mark in a backend's colour to a node of the table, a legend or a chart.
export function showSwatch(node, backend) {
  const key = `${backend.color_slot}/${backend.pattern}`;
  if (node.dataset.color === key) return;
  node.dataset.color = key;
  node.dataset.hatch = hatch(backend.pattern);
  node.style.setProperty("--own", color(backend.color_slot));
}

export function forgetTheme() {
  known.clear();
}
