// The dialog to log in.

import { send } from "./send.js";
import { make, setText } from "./text.js";

let dialog = null;
let parts = null;
let entered = () => {};

function field(text, attributes) {
  const label = make("label", { text });
  const input = make("input", { required: true, ...attributes });
  label.append(input);
  return [label, input];
}

function build() {
  dialog = make("dialog", { className: "sheet" });
  dialog.setAttribute("aria-labelledby", "login-title");
  const form = make("form", { method: "dialog" });
  const title = make("h2", { id: "login-title", text: "Log in" });
  const [userLabel, user] = field("User", { name: "user", autocomplete: "username", maxLength: 64 });
  const [passwordLabel, password] = field("Password", { name: "password", type: "password", autocomplete: "current-password", maxLength: 1024 });
  const problem = make("p", { className: "problem", role: "alert" });
  const row = make("div", { className: "buttons" });
  const cancel = make("button", { type: "button", text: "Cancel" });
  const submit = make("button", { type: "submit", className: "primary", text: "Log in" });
  cancel.addEventListener("click", () => dialog.close());
  row.append(cancel, submit);
  form.append(title, userLabel, passwordLabel, problem, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    logIn();
  });
  dialog.addEventListener("close", () => (password.value = ""));
  dialog.append(form);
  document.body.append(dialog);
  parts = { user, password, problem, submit };
}

async function logIn() {
  const { user, password, problem, submit } = parts;
  submit.disabled = true;
  setText(problem, "");
  const answer = await send("POST", "api/login", { user: user.value, password: password.value });
  submit.disabled = false;
  if (answer.ok) {
    dialog.close();
    entered(answer.user);
    return;
  }
  const wait = answer.status === 429 && answer.wait ? ` Try again in ${answer.wait} s.` : "";
  setText(problem, `Not logged in: ${answer.message}.${wait}`);
  password.select();
}

export function openLogin(onEnter) {
  if (!dialog) build();
  entered = onEnter;
  setText(parts.problem, "");
  dialog.showModal();
  parts.user.focus();
}
