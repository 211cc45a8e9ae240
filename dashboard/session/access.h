// Controls who may make changes: passwords, logins in progress, and sessions.
//
// Without passwords the controls are turned off. Passwords are compared on a thread of their own,
// one at a time, because a comparison takes 0.2 s by design; at most 16 logins wait. A login of an
// unknown user takes as long as one of a known user, so that an attacker cannot find out user names
// (as long as all hashes have the same cost, as those of --hash-password do).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/endpoint/http_server.h"
#include "common/event/side_thread.h"
#include "common/service/journal.h"
#include "dashboard/session/attempts.h"
#include "dashboard/session/password_file.h"
#include "dashboard/session/sessions.h"

namespace rrlb {

class Access {
 public:
  using Record = std::function<void(const JournalRecord&)>;

  Access(EventLoop& loop, Record record);

  // Ends the sessions of users that were removed or whose password changed.
  void apply(Passwords passwords, Milliseconds session_lifetime);

  // Whether there is any user that can log in.
  bool controls() const { return !passwords_.empty(); }

  // The session of the cookie that the browser sent.
  std::optional<SessionFound> session_of(const HttpRequest& request) const;

  // Handle POST /api/login and /api/logout, after write_guard.h has accepted the request.
  void log_in(const HttpRequest& request, const HttpServer::Reply& reply);
  HttpAnswer log_out(const HttpRequest& request);

 private:
  struct Attempt;  // a login in progress

  void compare(Attempt attempt, const HttpServer::Reply& reply);
  HttpAnswer decide(const Attempt& attempt, bool right);
  HttpAnswer let_in(const Attempt& attempt);

  Record record_;
  Passwords passwords_;
  Sessions sessions_;
  Attempts attempts_;
  SideThread hashing_;  // last, because its jobs use the members above
};

// The answers while the controls are turned off, and to clients that are not logged in.
HttpAnswer no_controls();
HttpAnswer login_required();

}  // namespace rrlb
