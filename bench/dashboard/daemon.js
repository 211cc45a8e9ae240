// What the daemon costs with 100 backends polled every 2 s, 30 days of history and one open page, and
// its memory after that page has requested all 30 days.

import { readFileSync } from "node:fs";

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";
import { fillHistory } from "./past_file.js";

const BACKENDS = 100;
const DAYS = 30;
const LOOKS = 30;
const TICKS_PER_SECOND = 100; // USER_HZ

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentMib(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]) / 1024;
}

export async function measure(stage) {
  const backends = Array.from({ length: BACKENDS }, (_, i) => fakeBackend(i + 1));
  const history = await fillHistory(stage, { backends: BACKENDS, days: DAYS });
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s", history });
  await (await stage.open(dashboard)).ready(BACKENDS);
  const { pid } = dashboard.program.process;
  const [cpu, looks, began] = [cpuSeconds(pid), balancer.looks, performance.now()];
  await stage.waitUntil(() => balancer.looks >= looks + LOOKS, "a minute's looks", 120_000);
  const seconds = (performance.now() - began) / 1000;
  const percent = (100 * (cpuSeconds(pid) - cpu)) / seconds;
  const resident = residentMib(pid);
  const now = Date.now();
  const from = now - DAYS * 86_400_000;
  await dashboard.api(`/api/history?from=${from}&to=${now}&points=1000`);
  return [
    { what: "daemon, 100 backends, 30 days: CPU", unit: "% of a core", target: 1, reached: percent, digits: 2 },
    { what: "daemon, 100 backends, 30 days: resident", unit: "MiB", target: 20, reached: resident, digits: 1 },
    {
      what: "daemon, 100 backends, 30 days: resident after a request for all of it",
      unit: "MiB",
      target: 20,
      reached: residentMib(pid),
      digits: 1,
    },
  ];
}
