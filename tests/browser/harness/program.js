// A running program of the suite whose standard error is read line by line.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { PROGRAMS } from "./places.js";
import { waitUntil } from "./waiting.js";

export class Program {
  constructor(name, ...args) {
    this.name = name;
    this.lines = [];
    this.killed = false;
    this.process = spawn(PROGRAMS[name], args.map(String), { stdio: ["ignore", "ignore", "pipe"] });
    this.process.once("error", (problem) => this.lines.push(String(problem)));
    this.ended = new Promise((resolve) => {
      this.process.once("close", (code, signal) => resolve(signal ?? code));
    });
    const lines = createInterface({ input: this.process.stderr });
    lines.on("line", (line) => this.lines.push(line));
  }

  get over() {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  said() {
    return `${this.name} said:\n  ${this.lines.join("\n  ")}`;
  }

  // Waits for a line that the pattern matches, and returns the match.
  waitForLine(pattern) {
    const found = () => {
      for (const line of this.lines) {
        const match = pattern.exec(line);
        if (match) return match;
      }
      if (this.over) throw new Error(`${this.name} ended; ${this.said()}`);
      return null;
    };
    return waitUntil(found, () => `a line like ${pattern}; ${this.said()}`);
  }

  async port() {
    return Number((await this.waitForLine(/listening on \S+:(\d+)/))[1]);
  }

  // kill -9
  async kill() {
    this.killed = true;
    this.process.kill("SIGKILL");
    await this.ended;
  }

  // Stops it as systemd does; it must exit with 0 unless the test killed it.
  async end() {
    if (this.killed) return;
    this.process.kill("SIGTERM");
    const patience = setTimeout(() => this.process.kill("SIGKILL"), 20_000);
    const code = await this.ended;
    clearTimeout(patience);
    if (code !== 0) throw new Error(`${this.name} left with ${code}; ${this.said()}`);
  }
}

// Runs a program with this standard input, and returns its standard output.
export async function outputOf(name, args, input) {
  const child = spawn(PROGRAMS[name], args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${name} ${args.join(" ")} left with ${code}`);
  return output;
}
