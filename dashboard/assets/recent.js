// The last 30 points of each backend, oldest first. A time without points is filled with nulls, so
// that charts show a gap.
//
// Reads no clock.

export const POINTS = 30;
const COLUMNS = ["requests_per_second", "health_percent"];
const MISSED_MS = 2000; // a point that is later than this leaves a gap

const nothing = () => Object.fromEntries(COLUMNS.map((column) => [column, null]));

export class Recent {
  interval = 2000;
  #times = [];
  #points = []; // for each time a map from a backend's name to its figures

  get times() {
    return this.#times;
  }

  // One column of one backend, with a value for each of `times`.
  column(backend, name) {
    return this.#points.map((point) => point.get(backend)?.[name] ?? null);
  }

  // Takes an answer of /api/recent. Keeps older points that are not in it.
  merge(body) {
    const first = body.time_ms[0] ?? Infinity;
    const [times, points] = [this.#times, this.#points];
    [this.#times, this.#points] = [[], []];
    this.interval = body.interval_ms;
    times.forEach((time, i) => {
      if (time < first - this.interval / 2) this.#push(time, points[i]);
    });
    body.time_ms.forEach((time, i) => this.#push(time, pointOf(body, i)));
  }

  // Adds the newest figures. Ignores figures that follow the last ones too soon.
  add(view) {
    this.interval = view.interval_ms;
    if (view.time_ms - (this.#times.at(-1) ?? -Infinity) < 0.75 * this.interval) return;
    this.#push(view.time_ms, new Map(view.backends.map((one) => [one.name, one])));
  }

  // The points in the format of /api/recent.
  body() {
    const names = new Set(this.#points.flatMap((point) => [...point.keys()]));
    const columns = (name) =>
      Object.fromEntries(COLUMNS.map((column) => [column, this.column(name, column)]));
    const backends = Object.fromEntries([...names].map((name) => [name, columns(name)]));
    return { interval_ms: this.interval, time_ms: [...this.#times], backends };
  }

  #push(time, point) {
    const last = this.#times.at(-1);
    const missed = last !== undefined && time - last > 1.5 * this.interval + MISSED_MS;
    if (missed) {
      const oldest = time - POINTS * this.interval;
      const from = Math.max(last + this.interval, oldest);
      for (let t = from; t < time - this.interval / 2; t += this.interval) this.#keep(t, new Map());
    }
    this.#keep(time, new Map([...point].map(([name, figures]) => [name, columnsOf(figures)])));
  }

  #keep(time, point) {
    this.#times.push(time);
    this.#points.push(point);
    while (this.#times.length > POINTS) {
      this.#times.shift();
      this.#points.shift();
    }
  }
}

const columnsOf = (figures) =>
  Object.fromEntries(COLUMNS.map((column) => [column, figures[column] ?? null]));

function pointOf(body, place) {
  const point = new Map();
  for (const [name, columns] of Object.entries(body.backends)) {
    const figures = nothing();
    for (const column of COLUMNS) figures[column] = columns[column]?.[place] ?? null;
    point.set(name, figures);
  }
  return point;
}
