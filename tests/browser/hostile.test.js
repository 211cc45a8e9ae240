// Names, URLs and reasons come from other programs and are shown as plain text.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";

const EVIL = `<img src=x onerror="window.hit=1"><script>window.hit=2</script>"'&amp;`;

const hostile = () =>
  fakeBackend(1, {
    name: EVIL,
    url: `http://127.0.0.1:5001/${EVIL}`,
    status: "DOWN",
    weight_why: EVIL,
    last_probe: { time: EVIL, ok: false, detail: EVIL },
    since: EVIL,
  });

async function assertHarmless(board) {
  const { page } = board;
  assert.equal(await page.locator("img, main script").count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);
}

scene("markup in names, URLs and reasons is shown as text", async (stage) => {
  const balancer = await stage.fakeBalancer([hostile(), fakeBackend(2)]);
  balancer.changes = { version: EVIL, algorithm: EVIL, mode: EVIL };
  const dashboard = await stage.dashboard(balancer);
  const board = await (await stage.open(dashboard)).ready(2);
  await board.waitTitle("rrlb – 1/2 up");
  assert.deepEqual(await board.names(), [EVIL, "web2"]);
  await board.waitText(board.cell(EVIL, "name"), /^<img src=x onerror="window\.hit=1">/);
  await board.waitText(board.row(EVIL), /<script>window\.hit=2<\/script>/);
  await assertHarmless(board);
});

scene("markup is harmless before any script has run, too", async (stage) => {
  const balancer = await stage.fakeBalancer([hostile()]);
  const dashboard = await stage.dashboard(balancer);
  await (await stage.open(dashboard)).ready(1); // so that the daemon has its statistics
  const board = await stage.open(dashboard, { javaScriptEnabled: false });
  assert.match(await board.table.innerText(), /<img src=x onerror="window\.hit=1">/);
  assert.equal(await board.page.locator("img").count(), 0);
});

scene("a name of thousands of characters leaves the page usable", async (stage) => {
  const name = "x".repeat(3_000);
  const balancer = await stage.fakeBalancer([fakeBackend(1, { name }), fakeBackend(2)]);
  const board = await (await stage.open(await stage.dashboard(balancer))).ready(2);
  const wider = await board.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(wider <= 0, `${wider} px too wide`);
  assert.equal(await board.status("web2"), "UP");
});
