// Light, dark, or as the system is: chosen in the header, kept in this browser. The style sheet does
// the work; pictures on a canvas are told by "rrlb:theme" to draw themselves again.

import { forgetTheme } from "./palette.js";

const KEY = "rrlb.theme";
const root = document.documentElement;

function tell() {
  forgetTheme();
  document.dispatchEvent(new CustomEvent("rrlb:theme"));
}

function keep(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // then it lasts as long as the page
  }
}

function apply(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  tell();
}

export function startTheme(select) {
  select.value = root.dataset.theme ?? "auto";
  select.addEventListener("change", () => {
    keep(select.value);
    apply(select.value);
  });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", tell);
  }
  // Another tab of this browser chose.
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY) return;
    select.value = newValue ?? "auto";
    apply(select.value);
  });
}
