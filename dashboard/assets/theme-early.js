// Runs before the first paint, so that the page does not flash in the wrong theme. Without a choice (or
// without storage) the system's theme applies.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("rrlb.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // storage is forbidden
  }
})();
