// Headless Chromium with watched pages: every error in the console, every breach of the
// Content-Security-Policy, and every request to another host is a complaint.

import { CHROMIUM, packages } from "./places.js";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const PAGE_PATIENCE_MS = 20_000;

export function launch(flags = []) {
  const { chromium } = packages("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
}

// The browser's messages about a daemon that was killed; only for tests that kill one.
export const DAEMON_GONE = /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE/;

// Watches all pages of a context. The list it returns grows.
export function watch(context, origin) {
  const complaints = [];
  context.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    complaints.push(`console ${message.type()}: ${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (problem) => {
    const error = problem.error();
    complaints.push(`uncaught: ${error} ${error?.stack ?? ""}`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== origin) {
      complaints.push(`request to another place: ${url.href}`);
    }
  });
  return complaints;
}
