// Short messages at the bottom of the page, which screen readers announce. One may have a button,
// such as "Undo".

import { make, setText } from "./text.js";

const SHOWN_MS = 8_000;
const WITH_ACTION_MS = 20_000;

const place = document.getElementById("toasts");

// Returns {say(text), end(), shown(), hold(on)}; while held it stays. `action`: {text, act}.
export function toast(text, action = null) {
  const node = make("div", { className: "toast", role: "status" });
  let from = null; // the element that had the focus before
  let held = false;
  const end = () => {
    const back = from?.isConnected ? from : document.getElementById("main");
    if (node.contains(document.activeElement)) back.focus();
    node.remove();
  };
  node.addEventListener("focusin", ({ relatedTarget }) => {
    if (!node.contains(relatedTarget)) from = relatedTarget;
  });
  const words = make("span", { text });
  node.append(words);
  if (action) {
    const button = make("button", { type: "button", text: action.text });
    button.addEventListener("click", () => {
      end();
      action.act();
    });
    node.append(button);
  }
  const close = make("button", { type: "button", text: "×", ariaLabel: "Close" });
  close.addEventListener("click", end);
  node.append(close);
  place.append(node);
  // The toast stays while the reader points at it or has the focus in it.
  const later = () => {
    if (held) setTimeout(later, SHOWN_MS);
    else if (node.matches(":hover, :focus-within")) setTimeout(later, 1000);
    else end();
  };
  setTimeout(later, action ? WITH_ACTION_MS : SHOWN_MS);
  return {
    say: (news) => setText(words, news),
    end,
    shown: () => node.isConnected,
    hold: (on) => (held = on),
  };
}
