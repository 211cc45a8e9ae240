// Opening the page in a browser.

import assert from "node:assert/strict";

import { fakeBackend } from "./harness/fake_balancer.js";
import { scene } from "./harness/scene.js";
import { bytesOf } from "./harness/wire.js";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data:";
const MOST_BYTES = 60 * 1024;

const eight = () => Array.from({ length: 8 }, (_, i) => fakeBackend(i + 1));

scene("the page opens and shows each backend, without errors in the console", async (stage) => {
  const backends = [await stage.backend(), await stage.backend()];
  const balancer = await stage.balancer(backends);
  const dashboard = await stage.dashboard(balancer);
  const board = await stage.open(dashboard);
  await board.waitTitle("rrlb – 2/2 up");
  const names = backends.map((backend) => `127.0.0.1:${backend.port}`);
  assert.deepEqual(await board.names(), names);
});

scene("every response has the Content-Security-Policy", async (stage) => {
  const dashboard = await stage.dashboard(await stage.fakeBalancer(eight()));
  for (const path of ["/", "/app.css", "/app.js", "/api/stats", "/nothing-is-here"]) {
    const response = await fetch(dashboard.url + path);
    const policy = response.headers.get("content-security-policy");
    assert.ok(policy.startsWith(POLICY), `${path}: ${policy}`);
  }
});

scene("the tests notice a breach of the Content-Security-Policy", async (stage) => {
  const dashboard = await stage.dashboard(await stage.fakeBalancer(eight()));
  const { page } = await stage.open(dashboard);
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await page.waitForFunction(() => getComputedStyle(document.body).color !== "rgb(255, 0, 0)");
  assert.match(stage.complaints().join(), /Content Security Policy/);
  stage.allow(/Content Security Policy/);
});

scene("with 8 backends the page loads at most 60 KiB, compressed", async (stage) => {
  const balancer = await stage.fakeBalancer(eight(), { flow: 50 });
  const wire = await stage.wire(await stage.dashboard(balancer));
  const board = await (await stage.open(wire)).ready(8);
  await board.waitTitle("rrlb – 8/8 up");
  await stage.waitUntil(() => wire.openStreams > 0, "the stream");
  const loaded = new Set(wire.requests.filter((one) => !/stream$/.test(one)));
  let bytes = 0;
  for (const request of loaded) bytes += await bytesOf(wire.url + request.replace("GET ", ""));
  assert.ok(loaded.size > 4, [...loaded].join());
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});
