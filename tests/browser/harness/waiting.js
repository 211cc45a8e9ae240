// Waiting for what should come, never for a length of time.

import { setTimeout as pause } from "node:timers/promises";

export const PATIENCE_MS = 15_000;
const STEP_MS = 20;

// The value of `condition` (which may be asynchronous) once it is truthy. `what` is a text, or
// makes one, of what was waited for.
export async function waitUntil(condition, what, patienceMs = PATIENCE_MS) {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) {
      const text = typeof what === "function" ? await what() : what;
      throw new Error(`did not happen within ${patienceMs} ms: ${text}`);
    }
    await pause(STEP_MS);
  }
}
