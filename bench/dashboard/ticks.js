// What an update costs the page's main thread: 50 backends with 30 points each, one update every
// 2 s for a minute.

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { counters, countLongTasks, longTasks } from "./figures.js";

const BACKENDS = 50;
const UPDATES = 30;

export async function measure(stage) {
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s" });
  await stage.waitUntil(() => balancer.looks > UPDATES, "30 points of each backend", 120_000);
  const board = await (await stage.open(dashboard)).ready(BACKENDS);
  const read = await counters(board.page);
  await countLongTasks(board.page);
  const [before, looks] = [await read(), balancer.looks];
  await stage.waitUntil(() => balancer.looks >= looks + UPDATES, "a minute's updates", 120_000);
  const after = await read();
  const updates = balancer.looks - looks;
  const long = await longTasks(board.page);
  const spent = (1000 * (after.TaskDuration - before.TaskDuration)) / updates;
  return [
    { what: "50 backends: main thread for an update", unit: "ms", target: 20, reached: spent, digits: 1 },
    { what: "50 backends: tasks over 50 ms in a minute", unit: "count", target: 0, reached: long.length },
  ];
}
