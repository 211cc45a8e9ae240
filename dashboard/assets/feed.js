// The figures of this page's daemon, as they come: over its stream, and where that cannot be had, by
// asking for /api/stats again and again. Runs in the worker that all tabs share, or in a page.
//
// `tell` is called with {kind: "recent", body}, {kind: "stats", view} and {kind: "lost", since_ms,
// why}; the last at every vain attempt, with the moment of the first (by the daemon's clock).

const AGAIN_MS = 1500; // after a failure
const SLACK_MS = 2500; // beyond the interval, before silence is taken for a loss
const STREAM_TRIES = 3; // vain ones, before mostly asking
const STREAM_EVERY = 8; // from then on, in asks

// The browsers word these differently, and for programmers.
function whyOf(reason, patience) {
  if (reason.name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  if (reason.name === "TypeError") return "no connection";
  if (reason.name === "SyntaxError") return "its answer makes no sense";
  return reason.message;
}

export class Feed {
  #tell;
  #interval = 2000;
  #source = null;
  #timer = 0; // of the next attempt
  #watch = 0; // over silence
  #vain = 0; // attempts at a stream, in a row
  #offset = 0; // of the daemon's clock, to this browser's
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

  // The stream itself does not say why it ended; a question does.
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
