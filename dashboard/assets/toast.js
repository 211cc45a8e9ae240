// Short news at the page's foot, told to screen readers too; one may bring a button, like "Undo".

import { make, setText } from "./text.js";

const SHOWN_MS = 8_000;
const WITH_ACTION_MS = 20_000;

const place = document.getElementById("toasts");

function end(node) {
  if (node.contains(document.activeElement)) document.getElementById("main").focus();
  node.remove();
}

// Returns {say(text), end()}. `action`: {text, act}.
export function toast(text, action = null) {
  const node = make("div", { className: "toast", role: "status" });
  const words = make("span", { text });
  node.append(words);
  if (action) {
    const button = make("button", { type: "button", text: action.text });
    button.addEventListener("click", () => {
      end(node);
      action.act();
    });
    node.append(button);
  }
  const close = make("button", { type: "button", text: "×", ariaLabel: "Close" });
  close.addEventListener("click", () => end(node));
  node.append(close);
  place.append(node);
  // Who is at work with it keeps it.
  const later = () => (node.matches(":hover, :focus-within") ? setTimeout(later, 1000) : end(node));
  setTimeout(later, action ? WITH_ACTION_MS : SHOWN_MS);
  return { say: (news) => setText(words, news), end: () => end(node), shown: () => node.isConnected };
}
