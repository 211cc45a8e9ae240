// Receives the statistics in this tab: from the worker that all tabs share or, if there is none or it
// fails, over a stream of its own, which is closed while the tab is hidden.

const PROTOCOL = 1; // part of the worker's name, so that tabs of an older page keep their worker
const SILENCE_MS = 15_000; // until the worker counts as failed; it reports every failed attempt
const LOOK_MS = 1000;
const AGAIN_MS = 2000;

// Loads a module on demand. After a failure the next attempt uses another address, because browsers
// may remember the failure.
let failures = 0;

export async function load(file) {
  try {
    return await import(`./${file}${failures ? `?${failures}` : ""}`);
  } catch (reason) {
    failures += 1;
    throw reason;
  }
}

function ownStream(tell) {
  load("feed.js").then(
    ({ Feed }) => follow(new Feed(tell)),
    () => {
      tell({ kind: "lost", since_ms: Date.now(), why: "no connection" });
      setTimeout(() => ownStream(tell), AGAIN_MS);
    },
  );
}

function follow(feed) {
  const look = () => (document.hidden ? feed.stop() : feed.start());
  document.addEventListener("visibilitychange", look);
  look();
}

// Calls `silent` if nothing arrives for SILENCE_MS, unless the tab itself was suspended.
function watch(silent) {
  let heard = performance.now();
  let looked = heard;
  const timer = setInterval(() => {
    const now = performance.now();
    if (document.hidden || now - looked > 3 * LOOK_MS) heard = now;
    looked = now;
    if (now - heard <= SILENCE_MS) return;
    clearInterval(timer);
    silent();
  }, LOOK_MS);
  return {
    hear: () => (heard = performance.now()),
    end: () => clearInterval(timer),
  };
}

function sharedStream(tell, failed) {
  const worker = new SharedWorker("stream-worker.js", { type: "module", name: `rrlb-${PROTOCOL}` });
  let open = true;
  const giveUp = () => {
    if (!open) return;
    open = false;
    watching.end();
    worker.port.postMessage("bye");
    worker.port.close();
    failed();
  };
  const watching = watch(giveUp);
  worker.addEventListener("error", giveUp);
  worker.port.addEventListener("message", ({ data }) => {
    watching.hear();
    if (open) tell(data);
  });
  worker.port.start();
  worker.port.postMessage("hello");
  window.addEventListener("pagehide", () => worker.port.postMessage("bye"));
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && open) worker.port.postMessage("hello");
  });
}

export function startStream(tell) {
  if (typeof SharedWorker === "undefined") ownStream(tell);
  else sharedStream(tell, () => ownStream(tell));
}
