// What an update costs the page's main thread, with 50 backends, 30 points each and one update every
// 2 s for a minute.

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { counters, countLongTasks, longTasks } from "./figures.js";

const BACKENDS = 50;
const UPDATES = 30;

const WINDOWS = [
  { where: "a window of 1280 x 800, its charts in sight", viewport: { width: 1280, height: 800 }, target: 20 },
  { where: "a window so tall that all charts are in sight", viewport: { width: 1280, height: 8000 } },
];

async function spent(stage, balancer, dashboard, { where, viewport, target }) {
  const board = await (await stage.open(dashboard, { viewport })).ready(BACKENDS);
  await board.charts.scrollIntoViewIfNeeded();
  const read = await counters(board.page);
  await countLongTasks(board.page);
  const [before, looks] = [await read(), balancer.looks];
  await stage.waitUntil(() => balancer.looks >= looks + UPDATES, "a minute's updates", 120_000);
  const after = await read();
  const updates = balancer.looks - looks;
  const long = await longTasks(board.page);
  await board.page.context().close();
  const reached = (1000 * (after.TaskDuration - before.TaskDuration)) / updates;
  return [
    { what: `50 backends, ${where}: main thread for an update`, unit: "ms", target, reached, digits: 1 },
    {
      what: `50 backends, ${where}: tasks over 50 ms in a minute`,
      unit: "count",
      target: target && 0,
      reached: long.length,
    },
  ];
}

export async function measure(stage) {
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s" });
  await stage.waitUntil(() => balancer.looks > UPDATES, "30 points of each backend", 120_000);
  const rows = [];
  for (const window of WINDOWS) rows.push(...(await spent(stage, balancer, dashboard, window)));
  return rows;
}
