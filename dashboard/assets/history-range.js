// Which time is shown: the last quarter of an hour, hour, day, week or month, or any other range that
// was zoomed or stepped to. Kept in this browser's session.

import { make, moment, setText } from "./text.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SPANS = [
  ["15 min", 15 * MINUTE],
  ["1 h", HOUR],
  ["24 h", DAY],
  ["7 d", 7 * DAY],
  ["30 d", 30 * DAY],
];
const LEAST = 10_000; // ms
const MOST = 31 * DAY;
const KEY = "rrlb.range";

let length = HOUR;
let end = null; // null: now
const before = []; // ranges to go back to
let changed = () => {};
let parts = null;

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ length, end }));
  } catch {
    // then it lasts as long as the page
  }
}

function recall() {
  try {
    const { length: long, end: until } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    if (long >= LEAST && long <= MOST) [length, end] = [long, until ?? null];
  } catch {
    // what cannot be read is not there
  }
}

const until = () => end ?? Date.now();

function show() {
  for (const [button, span] of parts.spans) {
    button.setAttribute("aria-pressed", String(end === null && span === length));
  }
  parts.back.disabled = before.length === 0;
  parts.later.disabled = end === null;
  parts.out.disabled = length >= MOST;
  parts.in.disabled = length <= LEAST;
  const words = end === null ? `until now, since ${moment(Date.now() - length)}` : `${moment(end - length)} to ${moment(end)}`;
  setText(parts.words, words);
}

function go(newLength, newEnd, remember = true) {
  if (remember) before.push([length, end]);
  length = Math.max(LEAST, Math.min(MOST, newLength));
  end = newEnd !== null && newEnd >= Date.now() ? null : newEnd;
  keep();
  show();
  changed();
}

function button(text, label, act) {
  const node = make("button", { type: "button", text });
  if (label) node.ariaLabel = label;
  node.addEventListener("click", act);
  return node;
}

function build(place) {
  const spans = SPANS.map(([text, span]) => [button(text, `Last ${text}`, () => go(span, null)), span]);
  const group = make("div", { className: "spans", role: "group", ariaLabel: "Range" });
  group.append(...spans.map(([node]) => node));
  const steps = make("div", { className: "spans", role: "group", ariaLabel: "Zoom and step" });
  const all = {
    back: button("Back", "Back to the range before", () => go(...before.pop(), false)),
    earlier: button("◂", "Earlier", () => go(length, until() - length / 2)),
    later: button("▸", "Later", () => go(length, until() + length / 2)),
    in: button("+", "Zoom in", () => go(length / 2, end === null ? null : end - length / 4)),
    out: button("−", "Zoom out", () => go(length * 2, end === null ? null : end + length / 2)),
  };
  steps.append(all.earlier, all.later, all.in, all.out, all.back);
  const words = make("p", { className: "span-words" });
  place.append(group, steps, words);
  return { spans, words, ...all };
}

export function startRange(place, onChange) {
  recall();
  parts = build(place);
  changed = onChange;
  show();
  return {
    now: () => [until() - length, until()],
    live: () => end === null,
    set: (from, to) => go(to - from, to),
  };
}
