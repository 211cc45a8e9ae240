// The colours of the page's pictures. A backend's own colour is its slot's, which the daemon gives
// and keeps; what a theme changes is read from the style sheet.

const SLOTS = [
  "#778899", "#dd7711", "#aa11ee", "#aa8866", "#0099dd", "#995522", "#775599", "#bb2266",
];

// Of a slot. When backends outnumber the colours, `pattern` tells those of one slot apart.
export const color = (slot) => SLOTS[slot % SLOTS.length];

const HATCHES = 4; // ways of hatching, in steps of 45 degrees

export const hatch = (pattern) => (pattern > 0 ? ((pattern - 1) % HATCHES) + 1 : 0);

const known = new Map();

// What a custom property of the style sheet ("--requests") is in the theme of now, for a canvas.
export function themed(property) {
  if (!known.has(property)) {
    const style = getComputedStyle(document.documentElement);
    known.set(property, style.getPropertyValue(property).trim());
  }
  return known.get(property);
}

// A mark in a backend's own colour, as the table, the legend and the charts show it.
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
