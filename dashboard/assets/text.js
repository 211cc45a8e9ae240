// Formats figures and times.

export const UNKNOWN = "—";

// Changes only the text node, and only if the text differs, so that selections and the focus survive.
export function setText(node, text) {
  const only = node.childNodes.length === 1 ? node.firstChild : null;
  if (only?.nodeType === Node.TEXT_NODE) {
    if (only.nodeValue !== text) only.nodeValue = text;
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
}

// <tag class="..." data-...>text</tag>
export function make(tag, { className = "", text = "", data = {}, ...rest } = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  Object.assign(node.dataset, data);
  return Object.assign(node, rest);
}

const isKnown = (value) => value !== null && value !== undefined;

export const decimal = (value, places = 1) => (isKnown(value) ? value.toFixed(places) : UNKNOWN);

// 1234567 as "1 234 567", with narrow no-break spaces.
export const count = (value) =>
  isKnown(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f") : UNKNOWN;

// A rate, with one decimal below 100.
export const rate = (value) =>
  isKnown(value) && value >= 100 ? count(Math.round(value)) : decimal(value);

export const percent = (value) => (isKnown(value) ? `${decimal(value)} %` : UNKNOWN);

// "1" or "0.25": up to two decimals.
export const plain = (value) => (isKnown(value) ? String(Math.round(value * 100) / 100) : UNKNOWN);

const two = (number) => String(number).padStart(2, "0");

// "HH:MM:SS"; the hours may exceed 99.
export function uptime(seconds) {
  if (!isKnown(seconds)) return UNKNOWN;
  const whole = Math.floor(seconds);
  return [whole / 3600, (whole / 60) % 60, whole % 60].map(Math.floor).map(two).join(":");
}

export const clock = (date) =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");

// A time in the reader's zone, with the date unless it is today. Other text stays as it is.
export function moment(time) {
  if (!isKnown(time) || time === "") return UNKNOWN;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock(date) : `${day} ${clock(date)}`;
}

// The text, with the times in it formatted by `moment`.
export const localTimes = (text) =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, moment);

// The values as percents with one decimal whose sum is exactly 100.0: the remainder after rounding down
// goes to the values that lost most by it.
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
