// The paths of the programs, of the npm packages and of the tests' output. Nothing is written into the
// source tree.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const BUILD = resolve(ROOT, process.env.RRLB_BUILD ?? "build/release");

export const PROGRAMS = {
  rrlbd: join(BUILD, "daemon", "rrlbd"),
  "rrlb-backend": join(BUILD, "backend", "rrlb-backend"),
  "rrlb-dashboard": join(BUILD, "dashboard", "rrlb-dashboard"),
};

export const CHROMIUM = process.env.RRLB_CHROMIUM ?? "/usr/bin/chromium";

const BROWSER = join(BUILD, "browser"); // where ./install puts node_modules

// require() of the packages in package.json.
export const packages = createRequire(join(BROWSER, "package.json"));

export function shotPath(name) {
  const folder = join(BROWSER, "shots");
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
