// The two views of the page, by the address's hash: #live, the first, and #history.

const NAMES = ["live", "history"];

function show(name) {
  for (const other of NAMES) document.getElementById(other).hidden = other !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

export function startViews() {
  const follow = () => {
    const name = location.hash.slice(1);
    if (NAMES.includes(name)) show(name); // "#main" is the skip link's
  };
  window.addEventListener("hashchange", follow);
  follow();
}
