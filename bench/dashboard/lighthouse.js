// Lighthouse's scores for the page of 8 backends, as a desktop and as a phone. It is large, so ./run
// does not install it: RRLB_LIGHTHOUSE names a folder that has it in node_modules
// (npm install --ignore-scripts lighthouse@12.2.3).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { CHROMIUM } from "../../tests/browser/harness/places.js";
import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";

const BACKENDS = 8;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const LEAST = {
  desktop: { performance: 95, accessibility: 100, "best-practices": 100 },
  phone: { performance: 90, accessibility: 100, "best-practices": 100 },
};
const MOST_SHIFT = 0.05;

async function report(url, device, folder) {
  const path = join(folder, `lighthouse-${device}.json`);
  const command = join(process.env.RRLB_LIGHTHOUSE, "node_modules/.bin/lighthouse");
  const flags = ["--quiet", "--output=json", `--output-path=${path}`];
  flags.push(`--only-categories=${CATEGORIES}`, "--chrome-flags=--headless --no-sandbox --disable-gpu");
  flags.push("--max-wait-for-load=15000");
  if (device === "desktop") flags.push("--preset=desktop");
  const env = { ...process.env, CHROME_PATH: CHROMIUM };
  // Asynchronous, because the fake balancer runs in this process.
  const child = spawn(command, [url, ...flags], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`lighthouse exited with ${status}`);
  return JSON.parse(readFileSync(path, "utf8"));
}

// Targets are upper bounds, and a score has a lower bound: the row shows the points that were lost.
const scoreRow = (device, category, score) => ({
  what: `Lighthouse, ${device}: ${category} lost`,
  unit: "points of 100",
  target: 100 - LEAST[device][category],
  reached: 100 - 100 * score,
});

function tell(device, { categories, audits }) {
  for (const audit of Object.values(audits)) {
    if (audit.score !== null && audit.score < 0.9) {
      console.error(`lighthouse, ${device}: ${audit.id} ${audit.displayValue ?? ""}`);
    }
  }
  const rows = CATEGORIES.map((name) => scoreRow(device, name, categories[name].score));
  rows.push({
    what: `Lighthouse, ${device}: layout shift`,
    unit: "CLS",
    target: MOST_SHIFT,
    reached: audits["cumulative-layout-shift"].numericValue,
    digits: 3,
  });
  return rows;
}

export async function measure(stage) {
  if (!process.env.RRLB_LIGHTHOUSE) {
    console.error("lighthouse: skipped, RRLB_LIGHTHOUSE is not set");
    return [];
  }
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s" });
  await stage.waitUntil(() => balancer.looks > 2, "figures");
  const rows = [];
  for (const device of Object.keys(LEAST)) {
    rows.push(...tell(device, await report(dashboard.url, device, stage.folder)));
  }
  return rows;
}
