// Sends changes as JSON to the dashboard, which checks that they come from its own page.

// Returns `ok` and the members of the answer; after an error the status, code and message.
export async function send(method, path, body) {
  let response = null;
  try {
    response = await fetch(path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, status: 0, code: "unreachable", message: "this dashboard cannot be reached" };
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return { ok: true, ...answer };
  const { code = "unknown", message = `it answered ${response.status}` } = answer.error ?? {};
  if (response.status === 401 && path !== "api/login") {
    document.dispatchEvent(new CustomEvent("rrlb:logged-out"));
  }
  return { ok: false, status: response.status, code, message };
}
