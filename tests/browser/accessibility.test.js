// axe-core reports no violation in any state of the page.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";
import { axeObjections } from "./harness/axe.js";

const STATUSES = ["UP", "DOWN", "EJECTED", "DRAIN", "MAINT", "UNKNOWN"];

async function open(stage, options) {
  const backends = STATUSES.map((status, i) => fakeBackend(i + 1, { status }));
  const balancer = await stage.fakeBalancer(backends, { flow: 20 });
  const board = await (await stage.open(await stage.dashboard(balancer), options)).ready(STATUSES.length);
  return { balancer, board };
}

for (const colorScheme of ["light", "dark"]) {
  scene(`axe objects to nothing in the ${colorScheme} page`, async (stage) => {
    const { board } = await open(stage, { colorScheme });
    assert.deepEqual(await axeObjections(board.page), []);
    await board.nameButton("web2").click();
    await board.card.waitFor({ state: "visible" });
    assert.deepEqual(await axeObjections(board.page), []);
  });

  scene(`axe objects to nothing in the ${colorScheme} page of a lost balancer`, async (stage) => {
    const { balancer, board } = await open(stage, { colorScheme });
    await balancer.kill();
    await board.waitBanner(/not reachable/);
    assert.deepEqual(await axeObjections(board.page), []);
  });
}

scene("axe reports no violation at 360 px", async (stage) => {
  const { board } = await open(stage, { viewport: { width: 360, height: 640 } });
  assert.deepEqual(await axeObjections(board.page), []);
});
