// Who may change something here: passwords, the log-ins that are under way, and the sessions.
//
// Without passwords there are no controls at all. A password is compared on a thread of its own,
// one at a time, since that takes 0.2 s by intent; at most 16 log-ins wait. A user that is not
// known costs as much time as one that is, so that nobody learns who is (as long as all hashes cost
// the same, which those of --hash-password do).
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

  // Ends the sessions of those whose password changed, or who are not there any more.
  void apply(Passwords passwords, Milliseconds session_lifetime);

  // Whether anybody could log in.
  bool controls() const { return !passwords_.empty(); }

  // Of the cookie that the browser sent.
  std::optional<SessionFound> session_of(const HttpRequest& request) const;

  // The whole life of POST /api/login and /api/logout, but for the guard.
  void log_in(const HttpRequest& request, const HttpServer::Reply& reply);
  HttpAnswer log_out(const HttpRequest& request);

 private:
  struct Attempt;  // a log-in that is under way

  void compare(Attempt attempt, const HttpServer::Reply& reply);
  HttpAnswer decide(const Attempt& attempt, bool right);
  HttpAnswer let_in(const Attempt& attempt);

  Record record_;
  Passwords passwords_;
  Sessions sessions_;
  Attempts attempts_;
  SideThread hashing_;  // last: its outcomes need the rest
};

// The answers where there are no controls, and to who is not logged in.
HttpAnswer no_controls();
HttpAnswer login_required();

}  // namespace rrlb
