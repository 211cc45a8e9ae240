#include "dashboard/session/access.h"

#include <utility>

#include "common/base/base64.h"
#include "common/contract/json_body.h"
#include "common/program/keyed_hash.h"
#include "dashboard/report/records.h"
#include "dashboard/session/cookie.h"
#include "dashboard/session/token.h"
#include "dashboard/session/write_guard.h"
#include "dashboard/view/json_numbers.h"
#include "dashboard/web/api_error.h"

namespace rrlb {
namespace {

constexpr std::size_t kMostWaiting = 16;
constexpr std::size_t kTokenBytes = 32;

WallTime wall_now() { return std::chrono::system_clock::now(); }

HttpAnswer with_field(HttpAnswer answer, const std::string& name, const std::string& value) {
  answer.fields.emplace_back(name, value);
  return answer;
}

HttpAnswer too_many_attempts(std::chrono::seconds wait) {
  const std::string seconds = std::to_string(wait.count());
  return with_field(
      api_error(429, "too_many_attempts", "too many failed logins, try again in " + seconds + " s"),
      "Retry-After", seconds);
}

HttpAnswer busy() {
  return with_field(api_error(503, "busy", "too many logins at once, try again"), "Retry-After",
                    "1");
}

enum class Outcome { wrong, right, no_memory };

Outcome compared(const PasswordHash& hash, const std::string& password) {
  try {
    return matches(hash, password) ? Outcome::right : Outcome::wrong;
  } catch (const std::exception&) {
    return Outcome::no_memory;
  }
}

}  // namespace

struct Access::Attempt {
  std::string user;
  std::string password;
  std::string address;
  std::string replaces;  // the token of the session that this one replaces
  bool over_tls = false;
  PasswordHash hash;  // to compare the password with
  bool known = false;
};

HttpAnswer no_controls() {
  return api_error(404, "no_controls", "controls are turned off, no password is set",
                   "rrlb-dashboard --hash-password prints a line for [dashboard] password_file");
}

HttpAnswer login_required() {
  return api_error(401, "login_required", "changes need a login", "POST /api/login");
}

Access::Access(EventLoop& loop, Record record)
    : record_{std::move(record)}, hashing_{loop, kMostWaiting} {}

void Access::apply(Passwords passwords, Milliseconds session_lifetime) {
  sessions_.set_lifetime(session_lifetime);
  sessions_.end_unless([&](const std::string& user) {
    const auto before = passwords_.find(user);
    const auto after = passwords.find(user);
    return before != passwords_.end() && after != passwords.end() &&
           before->second == after->second;
  });
  passwords_ = std::move(passwords);
}

std::optional<SessionFound> Access::session_of(const HttpRequest& request) const {
  for (const std::string& token : session_tokens(request.field("Cookie"))) {
    if (auto found = sessions_.find(token, Clock::now())) return found;
  }
  return std::nullopt;
}

void Access::log_in(const HttpRequest& request, const HttpServer::Reply& reply) {
  if (!controls()) return reply(no_controls());
  JsonBody body{request.body};
  Attempt attempt;
  attempt.user = body.text("user");
  attempt.password = body.text("password");
  if (const std::string wrong = body.problem(); !wrong.empty()) {
    return reply(api_error(422, "bad_value", wrong));
  }
  if (const auto wait = attempts_.begin(request.peer, Clock::now()); wait.count() > 0) {
    return reply(too_many_attempts(wait));
  }
  attempt.address = request.peer;
  attempt.over_tls = asked_over_tls(request);
  for (const std::string& token : session_tokens(request.field("Cookie"))) {
    if (sessions_.find(token, Clock::now())) attempt.replaces = token;
  }
  const auto known = passwords_.find(attempt.user);
  attempt.known = known != passwords_.end();
  attempt.hash = attempt.known ? known->second : hash_of_nobody(passwords_.begin()->second.cost);
  compare(std::move(attempt), reply);
}

void Access::compare(Attempt attempt, const HttpServer::Reply& reply) {
  const bool taken = hashing_.run([this, attempt = std::move(attempt), reply]() -> EventLoop::Task {
    const Outcome outcome = compared(attempt.hash, attempt.password);
    return [this, attempt, reply, outcome] {
      if (outcome == Outcome::no_memory) return reply(busy());
      reply(decide(attempt, outcome == Outcome::right));
    };
  });
  if (!taken) reply(busy());
}

// A reload may have changed the password since the comparison began.
HttpAnswer Access::decide(const Attempt& attempt, bool right) {
  const auto user = passwords_.find(attempt.user);
  if (right && user != passwords_.end() && user->second == attempt.hash) return let_in(attempt);
  record_(login_failed_record(attempt.known ? attempt.user : "", attempt.address));
  return api_error(401, "wrong_password", "wrong user or password");
}

HttpAnswer Access::let_in(const Attempt& attempt) {
  attempts_.succeeded(attempt.address);
  if (!attempt.replaces.empty()) sessions_.end(attempt.replaces);
  const std::string token = to_base64url(random_bytes(kTokenBytes));
  sessions_.begin(token, attempt.user, Clock::now());
  record_(login_record(attempt.user, attempt.address));
  const Milliseconds lifetime = sessions_.lifetime();
  return {200,
          "application/json",
          dump({{"user", attempt.user}, {"expires_ms", epoch_ms(wall_now() + lifetime)}}) + "\n",
          {{"Set-Cookie", session_cookie(token, lifetime, attempt.over_tls)}}};
}

HttpAnswer Access::log_out(const HttpRequest& request) {
  for (const std::string& token : session_tokens(request.field("Cookie"))) {
    const std::string user = sessions_.end(token);
    if (!user.empty()) record_(logout_record(user, request.peer));
  }
  return {200,
          "application/json",
          "{}\n",
          {{"Set-Cookie", session_cookie("", Milliseconds{0}, asked_over_tls(request))}}};
}

}  // namespace rrlb
