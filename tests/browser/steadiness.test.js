// An update changes only what differs, so that the reader keeps the selection, the focus and the
// scroll position; and a page that stays open does not grow.

import assert from "node:assert/strict";

import { chartOf } from "./harness/charts.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const QUICK = { interval: "100ms" };

async function open(stage, keys = {}) {
  const balancer = await stage.fakeBalancer([1, 2, 3].map((i) => fakeBackend(i)), { flow: 10 });
  const dashboard = await stage.dashboard(balancer, keys);
  const board = await (await stage.open(dashboard)).ready(3);
  await board.waitTitle("rrlb – 3/3 up");
  return { balancer, board };
}

// Waits for this many further updates.
async function updates(stage, board, balancer, count) {
  const wanted = balancer.backend("web1").requests + count * balancer.flow;
  await stage.waitUntil(async () => (await board.requests("web1")) >= wanted, `${count} updates`);
}

scene("selected text stays selected during updates", async (stage) => {
  const { balancer, board } = await open(stage);
  await board.cell("web2", "url").selectText();
  const selected = () => board.page.evaluate(() => String(getSelection()).trim());
  const before = await selected();
  assert.match(before, /http:\/\/127\.0\.0\.1:5002/);
  await updates(stage, board, balancer, 3);
  assert.equal(await selected(), before);
});

const FOCUSABLE = ["thead button", "tbody button", "#pause", "#theme", "nav a"];

scene("the focus stays where it is during updates", async (stage) => {
  const { balancer, board } = await open(stage, QUICK);
  for (const what of FOCUSABLE) {
    await board.page.locator(what).last().focus();
    await board.page.evaluate(() => (window.focused = document.activeElement));
    await updates(stage, board, balancer, 3);
    assert.ok(await board.page.evaluate(() => window.focused === document.activeElement), what);
  }
});

scene("a paused page shows only alarms, and has all updates when it resumes", async (stage) => {
  const { balancer, board } = await open(stage, QUICK);
  await board.pause.click();
  assert.equal(await board.pause.innerText(), "Resume");
  const shown = await board.requests("web1");
  const looks = balancer.looks;
  await stage.waitUntil(() => balancer.looks > looks + 10, "further figures");
  balancer.backend("web2").status = "DOWN";
  await board.waitTitle("rrlb – 2/3 up");
  assert.equal(await board.requests("web1"), shown);
  assert.equal(await board.status("web2"), "UP");

  await board.pause.click();
  await board.waitStatus("web2", "DOWN");
  assert.ok((await board.requests("web1")) > shown);
  await board.charts.locator("figure[data-name=web1]").scrollIntoViewIfNeeded();
  const { times } = await stage.waitUntil(() => chartOf(board.page, "web1"), "the chart");
  assert.ok(times.length > 10, `${times.length} points`);
});

scene("changes of state, and nothing else, are announced to screen readers", async (stage) => {
  const { balancer, board } = await open(stage);
  await board.page.evaluate(() => {
    window.heard = [];
    const live = document.querySelector("#changes");
    new MutationObserver(() => window.heard.push(live.textContent)).observe(live, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await updates(stage, board, balancer, 5);
  assert.deepEqual(await board.page.evaluate(() => window.heard), []);
  balancer.backend("web2").status = "DOWN";
  await board.waitStatus("web2", "DOWN");
  await board.waitText(board.announced, /^web2 is DOWN/);
  assert.equal(await board.announced.getAttribute("aria-live"), "polite");
});

const LEFT_OPEN_UPDATES = 60;

scene("a page that stays open gains no nodes and no listeners", async (stage) => {
  const { balancer, board } = await open(stage, QUICK);
  const session = await board.page.context().newCDPSession(board.page);
  const count = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { nodes, jsEventListeners };
  };
  await updates(stage, board, balancer, 40); // the charts are full
  const before = await count();
  await updates(stage, board, balancer, LEFT_OPEN_UPDATES);
  const after = await count();
  assert.ok(after.nodes <= before.nodes + 20, `${before.nodes} nodes became ${after.nodes}`);
  assert.ok(after.jsEventListeners <= before.jsEventListeners, `${JSON.stringify({ before, after })}`);
});
