// The range of time shown: the last 15 minutes, hour, day, week or month, or any range reached by
// zooming and stepping. It is part of the page's address ("#history?range=24h",
// "#history?from=MS&to=MS"), so that links can be shared and the browser's back button undoes a zoom.

import { make, moment, setText } from "./text.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const SPANS = [
  ["15 min", 15 * MINUTE, "15m"],
  ["1 h", HOUR, "1h"],
  ["24 h", DAY, "24h"],
  ["7 d", 7 * DAY, "7d"],
  ["30 d", 30 * DAY, "30d"],
];
const LEAST = 10 * SECOND;
const MOST = 31 * DAY;

let length = HOUR;
let end = null; // null: now
let changed = () => {};
let parts = null;

const until = () => end ?? Date.now();
const depth = () => window.history.state?.depth ?? 0; // the number of ranges to go back to
const bounded = (span) => Math.round(Math.max(LEAST, Math.min(MOST, span)));

function address() {
  if (end !== null) return `#history?from=${end - length}&to=${end}`;
  const [, , name] = SPANS.find(([, span]) => span === length) ?? [];
  return `#history?range=${name ?? `${Math.round(length / SECOND)}s`}`;
}

// The {length, end} in an address; null if it has no range.
function read(hash) {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  const [, number, unit] = /^(\d{1,7})([smhd])$/.exec(query.get("range") ?? "") ?? [];
  if (number) return { length: bounded(number * UNITS[unit]), end: null };
  const [from, to] = ["from", "to"].map((name) => Math.round(Number(query.get(name) ?? NaN)));
  if (!(from >= 0 && to > from && to < 8e15)) return null;
  return { length: bounded(to - from), end: to };
}

function show() {
  for (const [button, span] of parts.spans) {
    button.setAttribute("aria-pressed", String(end === null && span === length));
  }
  parts.back.disabled = depth() === 0;
  parts.later.disabled = end === null;
  parts.out.disabled = length >= MOST;
  parts.in.disabled = length <= LEAST;
  const [from, to] = [until() - length, until()].map(moment);
  setText(parts.words, end === null ? `since ${from}, until now` : `${from} to ${to}`);
}

function go(newLength, newEnd) {
  length = bounded(newLength);
  end = newEnd === null || newEnd >= Date.now() ? null : Math.round(newEnd);
  if (address() !== location.hash) {
    window.history.pushState({ depth: depth() + 1 }, "", address());
  }
  show();
  changed();
}

// Called when the address changes: by back, forward, a link, or by editing it.
function follow() {
  if (!location.hash.startsWith("#history")) return;
  const before = address();
  const told = read(location.hash);
  if (told) ({ length, end } = told);
  if (address() !== location.hash) {
    window.history.replaceState(window.history.state, "", address());
  }
  show();
  if (address() !== before) changed();
}

const steps = {
  back: () => window.history.back(),
  earlier: () => go(length, until() - length / 2),
  later: () => go(length, until() + length / 2),
  in: () => go(length / 2, end === null ? null : end - length / 4),
  out: () => go(length * 2, end === null ? null : end + length / 2),
};
const KEYS = { ArrowLeft: "earlier", ArrowRight: "later", "+": "in", "-": "out" };

function button(text, label, act, keys = "") {
  const node = make("button", { type: "button", text, ariaLabel: label });
  node.title = keys ? `${label} (${keys})` : label;
  node.addEventListener("click", act);
  return node;
}

function build(place) {
  const spans = SPANS.map(([text, span]) => [button(text, `Last ${text}`, () => go(span, null)), span]);
  const group = make("div", { className: "spans", role: "group", ariaLabel: "Range" });
  group.append(...spans.map(([node]) => node));
  const others = make("div", { className: "spans", role: "group", ariaLabel: "Zoom and step" });
  const all = {
    earlier: button("◂", "Earlier", steps.earlier, "left arrow"),
    later: button("▸", "Later", steps.later, "right arrow"),
    in: button("+", "Zoom in", steps.in, "+"),
    out: button("−", "Zoom out", steps.out, "-"),
    back: button("Back", "Back to the previous range", steps.back),
  };
  others.append(...Object.values(all));
  const words = make("p", { className: "span-words" });
  place.append(group, others, words);
  return { spans, words, ...all };
}

// Keys work in the whole view, except in elements where they have another meaning.
function listen(section) {
  section.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("select, input, .scroller") || parts[step].disabled) return;
    event.preventDefault();
    steps[step]();
  });
}

export function startRange(section, place, onChange) {
  parts = build(place);
  follow();
  changed = onChange;
  listen(section);
  for (const type of ["popstate", "hashchange"]) window.addEventListener(type, follow);
  return {
    now: () => [until() - length, until()],
    live: () => end === null,
    renew: show,
    set: (from, to) => go(to - from, to),
  };
}
