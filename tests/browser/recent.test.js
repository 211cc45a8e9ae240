// The points of the small charts and the format of percents: modules that do not need the page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const asset = (name) => new URL(`../../dashboard/assets/${name}`, import.meta.url);
const load = (name) =>
  import(`data:text/javascript,${encodeURIComponent(readFileSync(asset(name), "utf8"))}`);

const { Recent, POINTS } = await load("recent.js");
const { localTimes, percents } = await load("text.js");

const INTERVAL = 2000;
const START = 1_000_000;

const view = (time, rate, name = "web1") => ({
  interval_ms: INTERVAL,
  time_ms: time,
  backends: [{ name, requests_per_second: rate, health_percent: 100 }],
});

// One point for each rate, at the interval.
function recentOf(rates, start = START) {
  const recent = new Recent();
  rates.forEach((rate, i) => recent.add(view(start + i * INTERVAL, rate)));
  return recent;
}

const rates = (recent) => recent.column("web1", "requests_per_second");

test("the thirty-first point replaces the oldest", () => {
  const recent = recentOf(Array.from({ length: POINTS + 1 }, (_, i) => i));
  assert.equal(recent.times.length, 30);
  assert.equal(recent.times[0], START + INTERVAL);
  assert.deepEqual([rates(recent).at(0), rates(recent).at(-1)], [1, 30]);
});

test("an outage of 20 s is filled with unknown points", () => {
  const recent = recentOf([1, 2]);
  recent.add(view(START + INTERVAL + 20_000, 3));
  assert.deepEqual(rates(recent), [1, 2, ...Array(9).fill(null), 3]);
  const steps = recent.times.slice(1).map((time, i) => time - recent.times[i]);
  assert.deepEqual(new Set(steps), new Set([INTERVAL]));
});

test("after an outage of hours one old point is left, and at most 30 times", () => {
  const recent = recentOf([1, 2]);
  recent.add(view(START + 5 * 3_600_000, 3));
  assert.deepEqual(rates(recent), [...Array(29).fill(null), 3]);
});

test("a late point does not make a gap", () => {
  const recent = recentOf([1]);
  recent.add(view(START + 2 * INTERVAL, 2));
  assert.deepEqual(rates(recent), [1, 2]);
});

test("figures that are sent again add no point", () => {
  const recent = recentOf([1, 2]);
  recent.add(view(START + INTERVAL + 300, 2));
  assert.deepEqual(rates(recent), [1, 2]);
});

test("points that a restarted daemon does not know are kept", () => {
  const recent = recentOf([1, 2, 3]);
  recent.merge({
    interval_ms: INTERVAL,
    time_ms: [START + 2 * INTERVAL, START + 3 * INTERVAL],
    backends: { web1: { requests_per_second: [30, 40], health_percent: [100, 100] } },
  });
  assert.deepEqual(rates(recent), [1, 2, 30, 40]);
});

test("a new tab gets the points of the other tabs", () => {
  const recent = recentOf([1, 2]);
  recent.add(view(START + 2 * INTERVAL, 7, "__proto__"));
  const other = new Recent();
  other.merge(JSON.parse(JSON.stringify(recent.body())));
  assert.deepEqual(other.times, recent.times);
  assert.deepEqual(rates(other), [1, 2, null]);
  assert.deepEqual(other.column("__proto__", "health_percent"), [null, null, 100]);
});

test("percents add up to 100.0", () => {
  assert.deepEqual(percents([1, 1, 1]), [33.4, 33.3, 33.3]);
  assert.deepEqual(percents([0, 0]), [0, 0]);
  assert.deepEqual(percents([5]), [100]);
  const many = percents(Array.from({ length: 50 }, (_, i) => 1 + (i * 7919) % 101));
  assert.equal(Math.round(many.reduce((sum, part) => sum + part, 0) * 10), 1000);
});

test("times within a text are in the reader's time zone", () => {
  const local = new Date("2026-11-23T13:00:00.000Z");
  const two = (number) => String(number).padStart(2, "0");
  const clock = [local.getHours(), local.getMinutes(), local.getSeconds()].map(two).join(":");
  assert.match(localTimes("ejected until 2026-11-23T13:00:00.000Z"), new RegExp(`^ejected until .*${clock}$`));
  assert.equal(localTimes("connection refused"), "connection refused");
});
