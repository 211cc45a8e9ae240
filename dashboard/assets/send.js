// Writes: JSON, to this daemon alone, which checks where they come from.

// The answer's members and `ok`; else the status, and the code and message of the mistake.
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
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return { ok: false, status: response.status, code, message, wait };
}
