// The statistics of the dashboard as they arrive: over its stream or, if that does not work, by
// polling /api/stats. Runs in the worker that all tabs share, or in a page.
//
// `tell` is called with {kind: "recent", body}, {kind: "stats", view} and {kind: "lost", since_ms,
// why}; the last at every failed attempt, with the time of the first (by the daemon's clock).

const AGAIN_MS = 1500; // after a failure
const SLACK_MS = 2500; // longer than the interval, silence counts as a lost connection
const STREAM_TRIES = 3; // that fail, before polling
const STREAM_EVERY = 8; // polls: then the stream is tried again

// The browsers' own messages differ, and are meant for programmers.
function whyOf(reason, patience) {
  if (reason.name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  if (reason.name === "TypeError") return "no connection";
  if (reason.name === "SyntaxError") return "its answer is not JSON";
  return reason.message;
}

export class Feed {
  #tell;
  #interval = 2000;
  #source = null;
  #timer = 0; // for the next attempt
  #watch = 0; // the timer that detects silence
  #vain = 0; // failed attempts at a stream, in a row
  #offset = 0; // ms between the daemon's clock and this browser's
  #since = null;
  #running = false;

  constructor(tell) {
    this.#tell = tell;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#vain = 0;
    this.#open();
  }

  stop() {
    this.#running = false;
    this.#close();
  }

  get #patience() {
    return this.#interval + SLACK_MS;
  }

  #close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #later(delay, what) {
    clearTimeout(this.#timer);
    if (this.#running) this.#timer = setTimeout(what, delay);
  }

  #open() {
    const rarely = this.#vain >= STREAM_TRIES && this.#vain % STREAM_EVERY !== 0;
    if (typeof EventSource === "undefined" || rarely) {
      this.#vain += 1;
      this.#ask().finally(() => this.#later(this.#interval, () => this.#open()));
      return;
    }
    const source = new EventSource("api/stats/stream");
    this.#source = source;
    source.addEventListener("recent", ({ data }) => {
      this.#tell({ kind: "recent", body: JSON.parse(data) });
    });
    source.addEventListener("stats", ({ data }) => {
      this.#vain = 0;
      this.#listen();
      this.#stats(JSON.parse(data));
    });
    source.addEventListener("error", () => this.#broken(source));
    this.#listen();
  }

  #listen() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#close();
      this.#lost(`no answer within ${this.#patience / 1000} s`);
      this.#open();
    }, this.#patience);
  }

  // A stream does not report why it ended; a poll does.
  #broken(source) {
    if (source !== this.#source) return;
    this.#close();
    this.#vain += 1;
    this.#ask().finally(() => this.#later(AGAIN_MS, () => this.#open()));
  }

  async #ask() {
    try {
      const signal = AbortSignal.timeout(this.#patience);
      const response = await fetch("api/stats", { cache: "no-store", signal });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const view = await response.json();
      if (this.#running) this.#stats(view);
    } catch (reason) {
      if (this.#running) this.#lost(whyOf(reason, this.#patience));
    }
  }

  #stats(view) {
    this.#since = null;
    this.#interval = view.interval_ms;
    this.#offset = view.time_ms - Date.now();
    this.#tell({ kind: "stats", view });
  }

  #lost(why) {
    this.#since ??= Date.now() + this.#offset;
    this.#tell({ kind: "lost", since_ms: this.#since, why });
  }
}
