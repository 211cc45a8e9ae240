// Each backend's share of all requests: a ring in the colours of the backends. Pointing at a slice, or
// moving to it with Tab and the arrow keys, shows its figures. The legend hides and shows backends.

import { color, hatch, showSwatch } from "./palette.js";
import { count, make, percents, setText, UNKNOWN } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const [INNER, OUTER] = [62, 98];

const hidden = new Set(); // names of the backends hidden by the legend
let parts = null;
let newest = [];

// The path of a slice of a ring around the origin, clockwise between two angles in turns: 0 and 1 are
// at the top.
function slice(from, to, inner, outer) {
  if (to - from >= 1) return `${circle(outer)}${circle(inner)}`;
  const at = (turn, radius) => {
    const angle = 2 * Math.PI * (turn - 0.25);
    return `${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`;
  };
  const large = to - from > 0.5 ? 1 : 0;
  return (
    `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(to, outer)}` +
    `L${at(to, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`
  );
}

const circle = (radius) =>
  `M0 ${-radius}A${radius} ${radius} 0 1 1 0 ${radius}A${radius} ${radius} 0 1 1 0 ${-radius}Z`;

function element(name, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

function build(root) {
  const stage = make("div", { className: "donut" });
  const svg = element("svg", { viewBox: "-100 -100 200 200", role: "group" });
  svg.setAttribute("aria-label", "Share of all requests, one slice per backend");
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

// A fill in the backend's colour, hatched if it has a pattern.
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

// Shows the text of a slice next to it; hides the text if `node` is not a slice.
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

// Makes one slice the only one that Tab stops at.
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

// The legend: a button for each backend, pressed while its slice is shown.
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

function showLegend(list, backends, { shown, hidden, toggle }) {
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

function redraw() {
  const chosen = newest.filter((backend) => !hidden.has(backend.name));
  const sum = chosen.reduce((total, backend) => total + backend.requests, 0);
  const shown = showSlices(chosen);
  setText(parts.sum, sum === 0 ? "" : count(sum));
  setText(parts.unit, sum > 0 ? "requests" : chosen.length ? "no requests yet" : "nothing selected");
  parts.stage.classList.toggle("empty", sum === 0);
  showLegend(parts.legend, newest, { shown, hidden, toggle });
}

function toggle(name) {
  if (!hidden.delete(name)) hidden.add(name);
  redraw();
}

// Redraws only while the donut is on screen, or near it.
export function showDonut(root, backends) {
  newest = backends;
  if (!parts) {
    build(root);
    redraw();
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      parts.inSight = isIntersecting;
      if (isIntersecting) redraw();
    }, { rootMargin: "300px" });
    seen.observe(root);
  }
  if (parts.inSight) redraw();
}
