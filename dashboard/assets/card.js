// The detail card of a backend. It opens when the pointer is over the backend's name or status, or
// when the name gets the keyboard's focus; a click, a tap or Enter keeps it open. It closes when the
// pointer leaves it and the name, on Escape, and on a click elsewhere. There is one card, in the top
// layer, always completely inside the window.

import { fillCard, startFill } from "./card_text.js";

const OPEN_MS = 120; // so that moving the pointer across does not open the card
const CLOSE_MS = 250; // to move the pointer from the name to the card
const GAP = 6; // px between the anchor and the card
const EDGE = 8; // px between the card and the viewport's edge
const ANCHORS = "[data-cell=name], [data-cell=status], figcaption";

let card = null;
let view = null;
let name = null; // the backend whose card is open, or null
let anchor = null; // the button with its name
let kept = false; // stays open until it is closed
let timer = 0;

// The position of a card of this size: inside the viewport and, if there is room, next to its anchor
// instead of over it: below, above, right, left.
const within = (start, size, room) => Math.max(EDGE, Math.min(start, room - size - EDGE));

function place(anchor, { width, height }, room) {
  const left = within(anchor.left, width, room.width);
  const top = within(anchor.top, height, room.height);
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - height;
  if (below >= EDGE && below + height <= room.height - EDGE) return { left, top: below };
  if (above >= EDGE && anchor.top <= room.height) return { left, top: above };
  if (anchor.right + GAP + width <= room.width - EDGE) return { left: anchor.right + GAP, top };
  if (anchor.left - GAP - width >= EDGE) return { left: anchor.left - GAP - width, top };
  return { left, top };
}

const buttonOf = (node) =>
  node.closest(ANCHORS)?.closest("tr, figure")?.querySelector("button.name") ?? null;
const nameOf = (button) => button.closest("[data-name]").dataset.name;

function put() {
  if (name === null) return;
  if (!anchor.isConnected) return close();
  const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
  const beside = anchor.getBoundingClientRect();
  if (!kept && (beside.bottom < 0 || beside.top > room.height)) return close(); // scrolled away
  const { left, top } = place(beside, card.getBoundingClientRect(), room);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function update() {
  if (name === null) return;
  const backend = view?.backends.find((one) => one.name === name);
  if (!backend) return close();
  fillCard(card, backend, view);
  put();
}

function open(button, keep) {
  clearTimeout(timer);
  kept = keep || (kept && anchor === button);
  if (anchor === button) return;
  anchor?.setAttribute("aria-expanded", "false");
  [name, anchor] = [nameOf(button), button];
  anchor.setAttribute("aria-expanded", "true");
  card.classList.add("open");
  card.showPopover?.();
  update();
  if (name === null) return;
  const actions = card.querySelector(".actions");
  document.dispatchEvent(new CustomEvent("rrlb:card", { detail: { name, actions } }));
}

function close() {
  clearTimeout(timer);
  if (name === null) return;
  const back = card.contains(document.activeElement) ? anchor : null;
  anchor.setAttribute("aria-expanded", "false");
  [name, anchor, kept] = [null, null, false];
  card.classList.remove("open");
  card.hidePopover?.();
  if (!back?.isConnected) return;
  card.returning = true;
  back.focus();
  card.returning = false;
}

function later(delay, what) {
  clearTimeout(timer);
  timer = setTimeout(what, delay);
}

function pointed({ target, pointerType }) {
  if (pointerType === "touch" || !(target instanceof Element)) return;
  if (card.contains(target)) return clearTimeout(timer);
  const button = buttonOf(target);
  if (button && !(kept && name !== null)) later(OPEN_MS, () => open(button, false));
  else if (button && button === anchor) clearTimeout(timer);
  else if (!kept) later(CLOSE_MS, leave);
}

// The focus alone keeps the card open, too.
function leave() {
  const active = document.activeElement;
  const held = active === anchor && active?.matches(":focus-visible");
  if (!held && !card.contains(active)) close();
}

function focused({ target }) {
  if (card.returning || !target.matches("button.name:focus-visible")) return;
  open(target, false);
}

function unfocused({ target, relatedTarget }) {
  if (name === null || kept || card.contains(relatedTarget)) return;
  if (target === anchor || card.contains(target)) later(0, leave);
}

function clicked(event) {
  const button = event.target.closest?.("button.name");
  if (!button) return;
  const again = kept && anchor === button;
  if (again) return close();
  open(button, true);
  if (event.detail === 0) card.focus(); // clicked by the keyboard
}

function pressed({ target }) {
  const inside = card.contains(target) || target.closest?.("button.name, dialog, #toasts");
  if (name !== null && !inside) close();
}

// Escape closes the card. Tab at its end closes it and continues from the backend's name.
function key(event) {
  if (name === null || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
  if (event.key !== "Tab" || !card.contains(document.activeElement)) return;
  const stops = [card, ...card.querySelectorAll("button, a[href], input, select")];
  const leaving = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== leaving) return;
  if (event.shiftKey) event.preventDefault();
  close();
}

const EVENTS = {
  pointerover: pointed,
  focusin: focused,
  focusout: unfocused,
  click: clicked,
  pointerdown: pressed,
  keydown: key,
};

export function startCard(node) {
  card = node;
  startFill(card);
  for (const [type, handle] of Object.entries(EVENTS)) document.addEventListener(type, handle);
  document.documentElement.addEventListener("pointerleave", () => !kept && later(CLOSE_MS, leave));
  window.addEventListener("resize", put);
  window.addEventListener("hashchange", close);
  document.addEventListener("scroll", put, { capture: true, passive: true });
}

export function showCard(figures) {
  view = figures;
  update();
}
