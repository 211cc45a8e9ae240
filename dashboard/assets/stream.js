// Brings the figures to this tab: from the worker that all tabs share; where there is none, or it
// fails, by a stream of the tab's own, which is closed while nobody sees the tab.

const PROTOCOL = 1; // part of the worker's name: tabs of an older page keep the worker they know
const SILENCE_MS = 15_000; // of the worker, which tells at least of every vain attempt
const LOOK_MS = 1000;
const AGAIN_MS = 2000;

// A module that is needed now. One that could not be had is asked for by another address the next
// time, as browsers may remember that it failed.
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

// Calls `silent` once nothing has come for long, unless the tab itself was asleep.
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
