// How figures and times are written.

export const UNKNOWN = "—";

// Touches the page only where something changed, so that a selection or the focus survives.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const decimal = (value) => (value === null ? UNKNOWN : value.toFixed(1));

const two = (number) => String(number).padStart(2, "0");

export const clock = (date) =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");

// A time in the reader's zone, with its day unless that is today. What is no time stays as it is.
export function moment(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock(date) : `${day} ${clock(date)}`;
}
