// Computes the states of a backend over a range from the events, and the times without data from the
// gaps in its figures. Reads no clock and does not touch the page.

// [{from, to, status}] of one backend in [from, to], up to `now`. `before` has the states at the start
// of the range. An event that repeats the state does not begin a new span.
export function spansOf(name, { events, before }, [from, to], now) {
  const known = before.find((event) => event.backend === name);
  const own = events.filter((event) => event.kind === "state" && event.backend === name);
  const marks = known ? [{ time: from, status: known.status }] : [];
  marks.push(...own.map((event) => ({ time: event.time_ms, status: event.status })));
  const changes = marks.filter(({ status }, i) => status !== marks[i - 1]?.status);
  const end = Math.min(to, now);
  return changes
    .map(({ time, status }, i) => ({ from: time, to: changes[i + 1]?.time ?? end, status }))
    .filter((span) => span.to > span.from);
}

// [{from, to}]: the gaps between known points, and before the first and after the last one if they
// are longer than `slack` ms.
export function gapsOf(times, values, [from, to], slack) {
  const gaps = [];
  let last = from;
  let missed = times.length > 0 && times[0] > from + slack;
  times.forEach((time, i) => {
    if (values[i] === null) {
      missed = true;
      return;
    }
    if (missed && time > last) gaps.push({ from: last, to: time });
    [last, missed] = [time, false];
  });
  if (to > last + slack) gaps.push({ from: last, to });
  return gaps.filter((gap) => gap.to - gap.from > slack);
}
