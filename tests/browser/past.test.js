// The states and gaps of a backend over a range: a module of the history view that does not need the
// page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const file = new URL("../../dashboard/assets/history-spans.js", import.meta.url);
const { gapsOf, spansOf } = await import(
  `data:text/javascript,${encodeURIComponent(readFileSync(file, "utf8"))}`
);

const RANGE = [1000, 2000];
const NOW = 1900;
const SLACK = 25;

const change = (time_ms, status, more = {}) => ({ time_ms, status, kind: "state", backend: "web1", ...more });
const spans = (events, before = [], range = RANGE) => spansOf("web1", { events, before }, range, NOW);
const gaps = (values, range = [0, 100]) => gapsOf(values.map((_, i) => i * 10), values, range, SLACK);

test("a state lasts until the next, and the last until now", () => {
  assert.deepEqual(spans([change(1200, "DOWN"), change(1500, "UP")]), [
    { from: 1200, to: 1500, status: "DOWN" },
    { from: 1500, to: NOW, status: "UP" },
  ]);
});

test("the state before the range fills its start", () => {
  assert.deepEqual(spans([change(1200, "DOWN")], [change(1, "UP")]), [
    { from: 1000, to: 1200, status: "UP" },
    { from: 1200, to: NOW, status: "DOWN" },
  ]);
});

test("a past range is filled to its end", () => {
  assert.deepEqual(spans([], [change(1, "UP")], [1000, 1100]), [{ from: 1000, to: 1100, status: "UP" }]);
});

test("an event with the same state does not begin a new span", () => {
  assert.deepEqual(spans([change(1200, "UP")], [change(1, "UP")]), [{ from: 1000, to: NOW, status: "UP" }]);
});

test("events of other backends and of other kinds are ignored", () => {
  const others = [change(1200, "DOWN", { backend: "web2" }), change(1300, "DRAIN", { kind: "override" })];
  assert.deepEqual(spans(others), []);
});

test("missing figures are a gap from the last known point to the next", () => {
  assert.deepEqual(gaps([1, 1, null, null, null, 1, 1, 1, 1, 1]), [{ from: 10, to: 50 }]);
});

test("there may be a gap at the start and at the end", () => {
  assert.deepEqual(gaps([null, null, null, null, 1, 1, null, null, null, null]), [
    { from: 0, to: 40 },
    { from: 50, to: 100 },
  ]);
});

test("a single missing point is not a gap", () => {
  assert.deepEqual(gaps([1, null, 1, 1, 1, 1, 1, 1, 1, 1]), []);
});

test("a range without points is one gap", () => {
  assert.deepEqual(gapsOf([], [], [0, 100], SLACK), [{ from: 0, to: 100 }]);
});
