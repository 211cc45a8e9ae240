#include "ctl/drain.h"

#include <unistd.h>

#include <iostream>
#include <thread>

#include "common/base/clock.h"
#include "common/base/duration.h"
#include "common/base/printable.h"
#include "common/contract/admin_api/backends.h"
#include "common/contract/backend_path.h"
#include "common/program/command_line.h"
#include "common/program/terminal.h"
#include "ctl/show/backend_report.h"
#include "ctl/show/columns.h"
#include "ctl/show/figures.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPoll{200};

// One line on a terminal that is written again and again; nothing where there is none.
class ProgressLine {
 public:
  ~ProgressLine() { wipe(); }

  void write(const std::string& text) {
    if (!draws_) return;
    const std::size_t columns = terminal_size(STDERR_FILENO).columns;
    std::cerr << "\r" << cut(text, columns - 1) << "\x1b[K" << std::flush;
    written_ = true;
  }
  void wipe() {
    if (written_) std::cerr << "\r\x1b[K" << std::flush;
    written_ = false;
  }

 private:
  bool draws_ = draws_on_terminal(STDERR_FILENO);
  bool written_ = false;
};

// Looks at one backend until nothing of it is in flight.
class Wait {
 public:
  Wait(const Session& session, Milliseconds timeout) : session_{session}, timeout_{timeout} {}

  int run(AdminAnswer answer) {
    for (;;) {
      const std::optional<admin_api::Backend> backend = admin_api::read_backend(answer.body);
      if (!backend) return session_.fail_to_read();
      if (const std::optional<int> code = judge(*backend, answer)) return *code;
      progress_.write(printable(backend->name) + ": " + whole(backend->now.in_flight) +
                      " in flight, for " + std::to_string(waited().count() / 1000) + " s");
      std::this_thread::sleep_for(std::min(kPoll, timeout_ - waited()));
      answer = session_.ask({"GET", backend_path(session_.arguments().words[0]), ""});
      if (!answer.done()) {
        progress_.wipe();
        return session_.fail(answer);
      }
    }
  }

 private:
  // The exit code, once the waiting is over.
  std::optional<int> judge(const admin_api::Backend& backend, const AdminAnswer& answer) {
    const std::string name = printable(backend.name);
    if (!backend.now.in_flight) {
      return end(answer, name +
                             ": no new requests; clients that were redirected are not seen, so "
                             "there is nothing to wait for");
    }
    if (!backend.now.state.empty() && backend.now.state == "enabled") {
      return give_up(name + ": is not drained any more, it is " + status_cell(backend.status).text);
    }
    if (*backend.now.in_flight == 0) {
      return end(answer, name + ": no new requests, nothing is in flight");
    }
    if (waited() < timeout_) return std::nullopt;
    return give_up(name + ": still " + whole(backend.now.in_flight) + " in flight after " +
                   describe_duration(timeout_) + "; it gets no new ones");
  }

  int end(const AdminAnswer& answer, const std::string& text) {
    progress_.wipe();
    if (session_.json()) return session_.print_json(answer.body);
    std::cout << text << "\n";
    return exit_code::kDone;
  }

  int give_up(const std::string& why) {
    progress_.wipe();
    session_.complain(why);
    return exit_code::kFailed;
  }

  Milliseconds waited() const {
    return std::chrono::duration_cast<Milliseconds>(Clock::now() - began_);
  }

  const Session& session_;
  Milliseconds timeout_;
  TimePoint began_ = Clock::now();
  ProgressLine progress_;
};

}  // namespace

int drain(const Arguments& arguments, const AdminRequest& request) {
  const std::string text = arguments.value("timeout", "60s");
  const std::optional<Milliseconds> timeout = parse_duration(text);
  if (!timeout) {
    return wrong_use(arguments, "--timeout must be a duration like \"60s\", got \"" + text + "\"");
  }
  if (arguments.has("timeout") && !arguments.has("wait")) {
    return wrong_use(arguments, "--timeout goes with --wait");
  }
  const Session session{arguments};
  const AdminAnswer answer = session.ask(request);
  if (arguments.has("wait") && answer.done()) return Wait{session, *timeout}.run(answer);
  return session.show(answer, [](const std::string& body) -> std::optional<std::string> {
    const auto backend = admin_api::read_backend(body);
    return backend ? std::optional{change_line("drain", *backend) + "\n"} : std::nullopt;
  });
}

}  // namespace rrlb
