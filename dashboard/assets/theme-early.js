// Runs before the first paint, so that a chosen theme never flashes the other one. Without a choice
// (or where nothing can be kept) the system's own applies.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("rrlb.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // storage is forbidden: automatic it is
  }
})();
