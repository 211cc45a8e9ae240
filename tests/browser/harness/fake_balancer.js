// A fake balancer with a scripted /stats: any number of backends, any names, counters that jump back.
// It can be stopped and started again on the same port.

import { once } from "node:events";
import { createServer } from "node:http";

const hoursAgo = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();

// A healthy backend in the format of /stats. `uptime_seconds` also sets the text of the uptime.
export function fakeBackend(number, changes = {}) {
  const all = {
    name: `web${number}`,
    url: `http://127.0.0.1:${5000 + number}`,
    status: "UP",
    since: hoursAgo(1),
    weight: 1,
    effective_weight: 1,
    weight_why: "",
    requests: 100 * number,
    in_flight: number % 4,
    responses: null,
    failures: 0,
    failures_by_kind: null,
    retries: 0,
    bytes_sent: null,
    bytes_received: null,
    connections: null,
    latency_ms: 1.5,
    response_ms: { p50: 1.2, p90: 4.5, p99: 12.25 },
    circuit: null,
    cpu_percent: 12.5,
    ram_mb: 48.25,
    uptime: "01:02:03",
    uptime_seconds: 3723,
    last_probe: { time: new Date().toISOString(), ok: true, detail: "200 OK in 2 ms" },
    ...changes,
  };
  if (all.status === "DOWN" && !changes.last_probe) {
    all.last_probe = { time: new Date().toISOString(), ok: false, detail: "connection refused" };
  }
  return all;
}

export class FakeBalancer {
  // `backends`: as fakeBackend makes them. `flow`: requests that each UP one has more at every look;
  // a number, or a function of the backend and of how many looks there were.
  constructor(backends, { flow = 0 } = {}) {
    this.backends = backends;
    this.flow = flow;
    this.looks = 0;
    this.port = 0;
    this.changes = {}; // replace the balancer's own figures
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  backend(name) {
    return this.backends.find((one) => one.name === name);
  }

  body() {
    this.looks += 1;
    const flow = typeof this.flow === "function" ? this.flow : () => this.flow;
    for (const backend of this.backends) {
      if (backend.status === "UP") backend.requests += flow(backend, this.looks);
    }
    const requests = this.backends.reduce((sum, backend) => sum + backend.requests, 0);
    const balancer = {
      version: "0.1.0",
      uptime: "10:00:00",
      uptime_seconds: 36_000,
      mode: "proxy",
      algorithm: "round_robin",
      requests,
      in_flight: 3,
      panic: false,
      cpu_percent: 3.5,
      ram_mb: 12.5,
      ...this.changes,
    };
    return { time: new Date().toISOString(), balancer, backends: this.backends };
  }

  async start() {
    this.server = createServer((request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(this.body()));
    });
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = this.server.address().port;
    return this;
  }

  // Stops it as if it had been killed.
  async kill() {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  end() {
    return this.kill();
  }
}
