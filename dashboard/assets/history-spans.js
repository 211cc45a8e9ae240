// When a backend was in which state, and when nobody looked: from the events of a range, and from
// the gaps in its figures. Pure: reads no clock, touches no page.

// [{from, to, status}] of one backend in [from, to], as far as `now`. `before` is the state that the
// range began with. Word that it is still in the same state begins nothing.
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

// [{from, to}]: between two points that are known, one or more that are not; and what is before
// the first known one or after the last, but for `slack` ms, the time from one point to the next.
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
