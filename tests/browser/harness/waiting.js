// Waits for conditions, never for a length of time.

import { setTimeout as pause } from "node:timers/promises";

export const PATIENCE_MS = 15_000;
const STEP_MS = 20;

// Waits until `condition` (which may be asynchronous) is truthy, and returns its value. `what` is a
// text, or returns one, that names the condition in the error.
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
