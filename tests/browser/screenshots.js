// Takes screenshots for the documentation, of four backends with a simulated load:
// node screenshots.js FOLDER. Runs for a minute, because the charts show one.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { fillHistory } from "../../bench/dashboard/past_file.js";
import { launch } from "./harness/browser.js";
import { fakeBackend } from "./harness/fake_balancer.js";
import { Stage } from "./harness/stage.js";

const folder = process.argv[2];
const LOOKS = 33;
const PER_LOOK = 160;
const NAMES = ["web-1", "web-2", "web-3", "web-4"];

// A varying load, different for each backend.
const flow = (backend, look) => {
  const place = NAMES.indexOf(backend.name);
  const wave = 1 + 0.35 * Math.sin(look / 5 + place) + 0.12 * Math.sin(look * 1.7 + 2 * place);
  return Math.round(PER_LOOK * wave);
};

const backends = () =>
  NAMES.map((name, i) =>
    fakeBackend(i + 1, {
      name,
      requests: 21_000 + 60 * i,
      cpu_percent: 18.2 + 3.1 * i,
      ram_mb: 47.6 + i,
      latency_ms: 1.2 + 0.3 * i,
      uptime_seconds: 273_845 + i,
    }),
  );

function down(balancer) {
  const { requests } = balancer.backend("web-3");
  const since = new Date(Date.now() - 8_000).toISOString();
  const changes = { name: "web-3", status: "DOWN", since, requests, uptime_seconds: null };
  const figures = { cpu_percent: null, ram_mb: null, latency_ms: null };
  Object.assign(balancer.backend("web-3"), fakeBackend(3, { ...changes, ...figures }));
}

async function shoot(stage, dashboard, name, options = {}, prepare = async () => {}) {
  const { count = NAMES.length, fullPage = false, ...window } = options;
  const board = await (await stage.open(dashboard, window)).ready(count);
  await prepare(board);
  await board.page.mouse.move(1, 1);
  await board.page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  console.log(`${name}.png`);
  await board.page.context().close();
}

const USER = "anna";
const PASSWORD = "a password of some length";

async function showDialog({ page, session }) {
  await session.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("User").fill(USER);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Change web-2" }).first().click();
  await page.getByLabel("Why (optional)").fill("kernel update");
}

async function showDay({ page, past }) {
  await page.getByRole("link", { name: "History" }).click();
  await past.getByRole("button", { name: "Last 24 h" }).click();
  await past.locator("table.events tbody tr").nth(3).waitFor();
}

async function pictures(stage) {
  const history = await fillHistory(stage, { prefix: "web-", backends: NAMES.length, days: 2 });
  const balancer = await stage.fakeBalancer(backends(), { flow });
  const password_file = await stage.passwordFile(USER, PASSWORD);
  const dashboard = await stage.dashboard(balancer, { interval: "2s", history, password_file });
  await stage.waitUntil(() => balancer.looks > LOOKS, "a minute of figures", 120_000);
  await shoot(stage, dashboard, "light", { colorScheme: "light" });
  await shoot(stage, dashboard, "dark", { colorScheme: "dark" });
  await shoot(stage, dashboard, "card", {}, async (board) => {
    await board.nameButton("web-2").click();
    await board.card.waitFor({ state: "visible" });
  });
  await shoot(stage, dashboard, "history", {}, showDay);
  await shoot(stage, dashboard, "controls", {}, showDialog);
  const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };
  await shoot(stage, dashboard, "phone", phone);
  down(balancer);
  await shoot(stage, dashboard, "backend-down", {}, (board) => board.waitStatus("web-3", "DOWN"));
  const board = await (await stage.open(dashboard)).ready(NAMES.length);
  await balancer.kill();
  await board.waitBanner(/not reachable/);
  await board.page.screenshot({ path: join(folder, "balancer-gone.png") });
  console.log("balancer-gone.png");
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
const stage = new Stage(async () => browser);
try {
  await pictures(stage);
} finally {
  await stage.clear();
  await browser.close();
}
