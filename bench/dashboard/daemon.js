// What the daemon costs: 100 backends looked at every 2 s, with one reader's page open.

import { readFileSync } from "node:fs";

import { fakeBackend } from "../../tests/browser/harness/fake_balancer.js";

const BACKENDS = 100;
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
  const balancer = await stage.fakeBalancer(backends, { flow: 100 });
  const dashboard = await stage.dashboard(balancer, { interval: "2s" });
  await (await stage.open(dashboard)).ready(BACKENDS);
  const { pid } = dashboard.program.process;
  const [cpu, looks, began] = [cpuSeconds(pid), balancer.looks, performance.now()];
  await stage.waitUntil(() => balancer.looks >= looks + LOOKS, "a minute's looks", 120_000);
  const seconds = (performance.now() - began) / 1000;
  const percent = (100 * (cpuSeconds(pid) - cpu)) / seconds;
  return [
    { what: "daemon, 100 backends: CPU", unit: "% of a core", target: 1, reached: percent, digits: 2 },
    { what: "daemon, 100 backends: resident", unit: "MiB", target: 20, reached: residentMib(pid), digits: 1 },
  ];
}
