// Who got how many of all requests: a ring in the backends' own colours. A slice is told by pointing
// at it or, with the keyboard, by Tab and the arrow keys; the legend takes a backend out and in.

import { color, hatch } from "./palette.js";
import { showLegend } from "./legend.js";
import { percents, slice } from "./shares.js";
import { count, make, setText } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const [INNER, OUTER] = [62, 98];

const hidden = new Set(); // names, as the reader wished by the legend
let parts = null;
let newest = [];

function element(name, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

function build(root) {
  const stage = make("div", { className: "donut" });
  const svg = element("svg", { viewBox: "-100 -100 200 200", role: "group" });
  svg.setAttribute("aria-label", "Share of all requests, a slice a backend");
  const defs = element("defs", {}, svg);
  const ring = element("path", { class: "ring", "fill-rule": "evenodd" }, svg);
  ring.setAttribute("d", slice(0, 1, INNER, OUTER));
  const slices = element("g", { "fill-rule": "evenodd" }, svg);
  const total = make("p", { className: "total" });
  const [sum, unit] = [make("strong"), make("span")];
  total.append(sum, unit);
  const tip = make("div", { className: "tip", role: "tooltip", id: "donut-tip", hidden: true });
  const legend = make("ul", { className: "legend" });
  stage.append(svg, total, tip);
  root.append(stage, legend);
  parts = { stage, svg, defs, slices, sum, unit, tip, legend };
  svg.addEventListener("pointerover", ({ target }) => point(target));
  svg.addEventListener("pointerleave", () => point(svg.contains(document.activeElement) && document.activeElement));
  svg.addEventListener("focusin", ({ target }) => point(target));
  svg.addEventListener("focusout", () => point(null));
  svg.addEventListener("keydown", step);
}

// A fill of one colour, or of one way of hatching it.
function fill({ color_slot: slot, pattern }) {
  if (hatch(pattern) === 0) return color(slot);
  const id = `hatch-${slot}-${hatch(pattern)}`;
  if (!parts.defs.querySelector(`#${id}`)) {
    const turn = `rotate(${45 * hatch(pattern)})`;
    const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: turn };
    const tile = element("pattern", { id, ...size }, parts.defs);
    element("rect", { width: 6, height: 6, fill: color(slot) }, tile);
    element("rect", { width: 6, height: 2, class: "hatch" }, tile);
  }
  return `url(#${id})`;
}

// Shows what a slice stands for, beside it; nothing when that is none.
function point(node) {
  const told = node && node.told;
  parts.tip.hidden = !told;
  for (const path of parts.slices.children) path.classList.toggle("pointed", path === node);
  if (!told) return;
  setText(parts.tip, told.text);
  const angle = 2 * Math.PI * (told.middle - 0.25);
  parts.tip.style.left = `${50 + 40 * Math.cos(angle)}%`;
  parts.tip.style.top = `${50 + 40 * Math.sin(angle)}%`;
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function step(event) {
  const all = [...parts.slices.children];
  if (event.key === "Escape") point(null);
  if (!STEPS[event.key] || all.length === 0) return;
  event.preventDefault();
  const to = all.indexOf(document.activeElement) + STEPS[event.key];
  reach(all[(to + all.length) % all.length]);
  all[(to + all.length) % all.length].focus();
}

// One slice alone is a stop of the Tab key.
function reach(chosen) {
  for (const path of parts.slices.children) {
    path.setAttribute("tabindex", path === chosen ? "0" : "-1");
  }
}

function showSlice(path, backend, from, to, part) {
  const text = `${backend.name}: ${part.toFixed(1)} %, ${count(backend.requests)} requests`;
  path.setAttribute("d", slice(from, to, INNER, OUTER));
  path.setAttribute("fill", fill(backend));
  path.setAttribute("aria-label", text);
  path.told = { text, middle: (from + to) / 2 };
  if (path.classList.contains("pointed")) point(path);
}

function pathOf(name) {
  const known = [...parts.slices.children].find((path) => path.dataset.name === name);
  if (known) return known;
  const path = element("path", { role: "img", tabindex: "-1" });
  path.dataset.name = name;
  return path;
}

function showSlices(backends) {
  const sum = backends.reduce((total, backend) => total + backend.requests, 0);
  const drawn = backends.filter((backend) => backend.requests > 0);
  const shown = percents(drawn.map((backend) => backend.requests));
  const paths = drawn.map((backend) => pathOf(backend.name));
  for (const path of [...parts.slices.children]) if (!paths.includes(path)) path.remove();
  let from = 0;
  drawn.forEach((backend, place) => {
    const to = place === drawn.length - 1 ? 1 : from + backend.requests / sum;
    if (parts.slices.children[place] !== paths[place]) {
      parts.slices.insertBefore(paths[place], parts.slices.children[place] ?? null);
    }
    showSlice(paths[place], backend, from, to, shown[place]);
    from = to;
  });
  if (paths.length && !paths.some((path) => path.getAttribute("tabindex") === "0")) reach(paths[0]);
  if (!parts.svg.querySelector(".pointed")) parts.tip.hidden = true;
  return new Map(drawn.map((backend, place) => [backend.name, shown[place]]));
}

function redraw() {
  const chosen = newest.filter((backend) => !hidden.has(backend.name));
  const sum = chosen.reduce((total, backend) => total + backend.requests, 0);
  const shown = showSlices(chosen);
  setText(parts.sum, sum === 0 ? "" : count(sum));
  setText(parts.unit, sum > 0 ? "requests" : chosen.length ? "no requests yet" : "nothing is chosen");
  parts.stage.classList.toggle("empty", sum === 0);
  showLegend(parts.legend, newest, { shown, hidden, toggle });
}

function toggle(name) {
  if (!hidden.delete(name)) hidden.add(name);
  redraw();
}

export function showDonut(root, backends) {
  if (!parts) build(root);
  newest = backends;
  redraw();
}
