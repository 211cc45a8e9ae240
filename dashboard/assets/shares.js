// Parts of a whole. Pure.

// Percents of the values, each with one decimal, that together are exactly 100.0: what rounding down
// leaves over goes to those who lost most by it.
export function percents(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return values.map(() => 0);
  const exact = values.map((value) => (value / sum) * 1000);
  const parts = exact.map(Math.floor);
  const left = 1000 - parts.reduce((total, part) => total + part, 0);
  const losers = [...exact.keys()].sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]));
  for (const place of losers.slice(0, left)) parts[place] += 1;
  return parts.map((part) => part / 10);
}

// The path of a slice of a ring about the origin, from one turn to another (0 is at the top, 1 the
// same place again), drawn clockwise.
export function slice(from, to, inner, outer) {
  if (to - from >= 1) return `${circle(outer)}${circle(inner)}`;
  const at = (turn, radius) => {
    const angle = 2 * Math.PI * (turn - 0.25);
    return `${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`;
  };
  const large = to - from > 0.5 ? 1 : 0;
  return (
    `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(to, outer)}` +
    `L${at(to, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`
  );
}

const circle = (radius) =>
  `M0 ${-radius}A${radius} ${radius} 0 1 1 0 ${radius}A${radius} ${radius} 0 1 1 0 ${-radius}Z`;
