// A page that stays open for a day: 43,200 updates (24 hours at 2 s) of 8 backends, as fast as the
// page handles them, from a fake stream inside the page.

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { charts } from "../../tests/browser/harness/charts.js";

const BACKENDS = 8;
const WARM_UP = 4_000;
const UPDATES = 43_200;
const AT_ONCE = 20; // updates before the page may draw a frame
const PART = 2_000; // updates in one call to the page
const MIB = 1024 * 1024;

// Runs in the page before any of its scripts.
function feignStream() {
  delete window.SharedWorker;
  window.EventSource = class extends EventTarget {
    constructor() {
      super();
      window.feignedStream = this;
    }

    close() {}
  };
}

// Runs in the page: `count` updates, each as if `interval_ms` had passed since the one before.
async function update({ view, count, atOnce }) {
  window.feigned ??= { view, ticks: 0 };
  const { feigned } = window;
  for (let i = 0; i < count; ++i) {
    feigned.ticks += 1;
    const time = view.time_ms + feigned.ticks * view.interval_ms;
    feigned.view.time_ms = time;
    feigned.view.time = new Date(time).toISOString();
    feigned.view.backends.forEach((backend, k) => {
      backend.requests += 10 + ((feigned.ticks + k) % 7);
      backend.requests_per_second = 5 + ((feigned.ticks + k) % 7) / 2;
      backend.status = (feigned.ticks + k) % 500 === 0 ? "DOWN" : "UP";
    });
    const event = new MessageEvent("stats", { data: JSON.stringify(feigned.view) });
    window.feignedStream.dispatchEvent(event);
    if (i % atOnce === atOnce - 1) await new Promise((frame) => requestAnimationFrame(frame));
  }
}

async function counted(session) {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return { heap: usedSize / MIB, ...(await session.send("Memory.getDOMCounters")) };
}

export async function measure(stage) {
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const dashboard = await stage.dashboard(await stage.fakeBalancer(backends, { flow: 100 }));
  const page = await (await stage.newBrowser(dashboard)).newPage();
  await page.addInitScript(feignStream);
  await page.goto(dashboard.url);
  await page.waitForFunction(() => window.feignedStream);
  const view = await dashboard.api();
  view.interval_ms = 2000;
  const run = async (updates) => {
    for (let done = 0; done < updates; done += PART) {
      await page.evaluate(update, { view, count: Math.min(PART, updates - done), atOnce: AT_ONCE });
    }
  };
  const session = await page.context().newCDPSession(page);
  await run(WARM_UP);
  const shown = (await charts(page)).filter(({ times }) => times.length === 30).length;
  if (shown < BACKENDS) throw new Error(`only ${shown} of ${BACKENDS} charts have 30 points`);
  const before = await counted(session);
  await run(UPDATES);
  const after = await counted(session);
  return [
    {
      what: `43,200 updates: heap after ${before.heap.toFixed(2)} MiB`,
      unit: "MiB",
      target: 1.2 * before.heap,
      reached: after.heap,
      digits: 2,
    },
    { what: "43,200 updates: DOM nodes", unit: "count", target: before.nodes + 20, reached: after.nodes },
    {
      what: "43,200 updates: event listeners",
      unit: "count",
      target: before.jsEventListeners,
      reached: after.jsEventListeners,
    },
  ];
}
