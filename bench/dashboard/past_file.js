// Makes a history file that is already filled, with fill_history.cc.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export async function fillHistory(stage, { prefix = "web", backends, days }) {
  const file = join(stage.folder, `past-of-${backends}.db`);
  const program = join(process.env.RRLB_BUILD, "dashboard", "fill_history");
  const args = [file, prefix, String(backends), String(days)];
  const [code] = await once(spawn(program, args, { stdio: "inherit" }), "close");
  if (code !== 0) throw new Error(`fill_history exited with ${code}`);
  return file;
}
