// The three daemons for tests: on ports that the kernel chose, with a configuration for the test. A
// daemon that was killed can be started again on the same port.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Program } from "./program.js";

const toml = (keys) =>
  Object.entries(keys)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join("");

class Daemon {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.port = 0; // until the daemon has printed its own
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    this.program = new Program(...this.command());
    this.port = await this.program.port();
    return this;
  }

  kill() {
    return this.program.kill();
  }

  end() {
    return this.program.end();
  }
}

export class Backend extends Daemon {
  command() {
    return ["rrlb-backend", "--listen", `127.0.0.1:${this.port}`, "--config", this.configuration()];
  }

  configuration() {
    const path = join(this.folder, "backend.conf");
    writeFileSync(path, '[log]\nlevel = "info"\n');
    return path;
  }
}

// Probes that are quick to see a backend come and go.
const HEALTH = { interval: "200ms", timeout: "200ms", rise: 2, fall: 3, slow_start: "0s" };

export class Balancer extends Daemon {
  // `backends`: each a table of the configuration, or a Backend.
  constructor(folder, backends, sections = {}) {
    super(folder);
    this.backends = backends.map((one) => (one instanceof Backend ? { url: one.url } : one));
    this.sections = sections;
    this.socket = join(folder, "admin.sock");
  }

  command() {
    const all = {
      balancer: {
        listen: [`127.0.0.1:${this.port}`],
        workers: 1,
        admin_socket: this.socket,
        state_file: join(this.folder, "overrides.json"),
      },
      health: HEALTH,
      log: { metrics_interval: "0s" },
    };
    for (const [name, keys] of Object.entries(this.sections)) all[name] = { ...all[name], ...keys };
    const sections = Object.entries(all).map(([name, keys]) => `[${name}]\n${toml(keys)}`);
    const tables = this.backends.map((keys) => `[[backend]]\n${toml(keys)}`);
    const path = join(this.folder, "rrlb.conf");
    writeFileSync(path, [...sections, ...tables].join("\n"));
    return ["rrlbd", "--config", path];
  }

  // Requests this many pages, which are distributed over the backends.
  async ask(times) {
    for (let i = 0; i < times; ++i) {
      await fetch(`${this.url}/`, { redirect: "manual" }).then((response) => response.text());
    }
  }

  async figures() {
    return (await fetch(`${this.url}/stats`)).json();
  }
}

export class Dashboard extends Daemon {
  // `balancers`: objects with a url, and a socket if it can be controlled.
  constructor(folder, balancers, keys = {}) {
    super(folder);
    this.balancers = balancers;
    this.keys = keys;
  }

  command() {
    const dashboard = {
      listen: `127.0.0.1:${this.port}`,
      balancer: this.balancers.map((one) => one.url),
      interval: "250ms",
      history: join(this.folder, "history.db"),
      ...this.keys,
    };
    const socket = this.balancers[0].socket ?? join(this.folder, "no-admin.sock");
    const path = join(this.folder, "dashboard.conf");
    const balancer = toml({ admin_socket: socket });
    writeFileSync(path, `[balancer]\n${balancer}\n[dashboard]\n${toml(dashboard)}`);
    return ["rrlb-dashboard", "--config", path];
  }

  async api(path = "/api/stats") {
    return (await fetch(this.url + path)).json();
  }
}
