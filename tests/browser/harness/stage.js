// Starts the daemons and browsers of a test or a measurement, and stops them at its end.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Board } from "./board.js";
import { PAGE_PATIENCE_MS, watch } from "./browser.js";
import { noteCharts } from "./charts.js";
import { Backend, Balancer, Dashboard } from "./daemons.js";
import { FakeBalancer } from "./fake_balancer.js";
import { outputOf } from "./program.js";
import { waitUntil } from "./waiting.js";
import { Wire } from "./wire.js";

export class Stage {
  constructor(browser) {
    this.browser = browser; // a function that launches it, once
    this.folder = mkdtempSync(join(tmpdir(), "rrlb-browser."));
    this.made = []; // objects with an end()
    this.folders = 0;
    this.contexts = []; // {context, complaints}
    this.allowed = []; // patterns of complaints that the test causes
  }

  async start(daemon) {
    this.made.push(daemon);
    return daemon.start();
  }

  newFolder() {
    return join(this.folder, String(++this.folders));
  }

  backend() {
    return this.start(new Backend(this.newFolder()));
  }

  balancer(backends, sections) {
    return this.start(new Balancer(this.newFolder(), backends, sections));
  }

  fakeBalancer(backends, options) {
    return this.start(new FakeBalancer(backends, options));
  }

  dashboard(balancers, keys) {
    return this.start(new Dashboard(this.newFolder(), [balancers].flat(), keys));
  }

  // A password file with one user, made by `rrlb-dashboard --hash-password`.
  async passwordFile(user, password) {
    const path = join(this.folder, `${user}.password`);
    const line = await outputOf("rrlb-dashboard", ["--hash-password", user], `${password}\n`);
    writeFileSync(path, line, { mode: 0o600 });
    return path;
  }

  // A wire to a dashboard, which can be opened in place of it.
  wire(dashboard) {
    return this.start(new Wire(dashboard));
  }

  // A browser with an empty profile, so that another one is a second browser.
  async newBrowser(dashboard, options = {}) {
    const context = await (await this.browser()).newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    await context.addInitScript(noteCharts);
    context.setDefaultTimeout(PAGE_PATIENCE_MS);
    this.contexts.push({ context, complaints: watch(context, dashboard.url) });
    return context;
  }

  // Opens the dashboard in a new browser.
  async open(dashboard, { path = "/", ...options } = {}) {
    const page = await (await this.newBrowser(dashboard, options)).newPage();
    await page.goto(dashboard.url + path);
    return new Board(page);
  }

  waitUntil(condition, what, patienceMs) {
    return waitUntil(condition, what, patienceMs);
  }

  allow(pattern) {
    this.allowed.push(pattern);
  }

  // Removes duplicates.
  complaints() {
    const all = new Set(this.contexts.flatMap(({ complaints }) => complaints));
    return [...all].filter((complaint) => !this.allowed.some((pattern) => pattern.test(complaint)));
  }

  async clear() {
    const problems = [];
    const collect = (problem) => problems.push(problem);
    for (const { context } of this.contexts) await context.close().catch(collect);
    for (const daemon of this.made.reverse()) await daemon.end().catch(collect);
    rmSync(this.folder, { recursive: true, force: true });
    if (problems.length > 0) throw problems[0];
  }

  // For the report of a failed test.
  said() {
    return this.made
      .filter((one) => one.program)
      .map((one) => one.program.said())
      .join("\n");
  }
}
