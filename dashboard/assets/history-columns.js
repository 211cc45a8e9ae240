// The figures in the history: their labels, units and formats.

import { decimal, rate } from "./text.js";

const whole = (value) => decimal(value, 0);

export const REQUESTS = "requests_per_second";

// `top`: the top of the axis; by default as high as the figures need.
export const COLUMNS = {
  [REQUESTS]: { label: "Requests/s", unit: "/s", write: rate },
  health_percent: { label: "Health %", unit: " %", write: whole, top: 104, stepped: true },
  failures_per_second: { label: "Failures/s", unit: " failed/s", write: rate },
  latency_ms: { label: "Latency ms", unit: " ms", write: decimal },
  cpu_percent: { label: "CPU %", unit: " %", write: decimal },
  ram_mb: { label: "RAM MB", unit: " MB", write: decimal },
  in_flight: { label: "In flight", unit: " in flight", write: whole },
};

const known = (values) => values.filter((value) => value !== null);

// The minimum, mean and maximum of a column of {avg, min, max}; null if unknown.
export function extremes({ avg, min, max }) {
  const means = known(avg);
  if (means.length === 0) return [null, null, null];
  const least = known(min).reduce((a, b) => Math.min(a, b));
  const most = known(max).reduce((a, b) => Math.max(a, b));
  return [least, means.reduce((sum, value) => sum + value, 0) / means.length, most];
}
