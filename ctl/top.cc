#include "ctl/top.h"

#include <unistd.h>

#include <iostream>
#include <thread>

#include "common/base/duration.h"
#include "common/contract/admin_api/backends.h"
#include "common/program/command_line.h"
#include "common/program/terminal.h"
#include "ctl/session.h"
#include "ctl/show/json_text.h"
#include "ctl/show/live_terminal.h"
#include "ctl/show/stats.h"
#include "ctl/show/status_table.h"

namespace rrlb {
namespace {

constexpr const char* kReadableAnswer = "cannot parse the answer";

// Looks at the balancer, and remembers the look before.
class Looker {
 public:
  explicit Looker(const Session& session) : session_{session} {}

  // Takes one more look; false if there was no answer that can be read.
  bool look_again() {
    answer_ = session_.ask({"GET", "/stats", ""});
    std::optional<Stats> stats = answer_.done() ? read_stats(answer_.body) : std::nullopt;
    if (!stats) return false;
    const AdminAnswer layers = session_.ask({"GET", "/api/backends", ""});
    const auto backends = layers.done() ? admin_api::read_backends(layers.body) : std::nullopt;
    if (has_frame_) frame_.before = std::move(frame_.now);
    frame_.now = std::move(*stats);
    frame_.reasons = reasons_of(backends.value_or(std::vector<admin_api::Backend>{}));
    has_frame_ = true;
    return true;
  }

  const AdminAnswer& answer() const { return answer_; }
  const Frame& frame() const { return frame_; }

  // In a word, why the last look has seen nothing.
  std::string problem() const {
    if (!answer_.answered()) return answer_.problem;
    if (answer_.done()) return kReadableAnswer;
    return "the balancer answers with HTTP status " + std::to_string(answer_.status);
  }

 private:
  const Session& session_;
  AdminAnswer answer_;
  Frame frame_;
  bool has_frame_ = false;
};

// One look after the other, until `rounds` are done; 0 never ends.
int print_looks(const Session& session, Milliseconds interval, long rounds) {
  Looker looker{session};
  for (long round = 1;; ++round) {
    if (!looker.look_again()) {
      return looker.answer().done() ? session.fail_to_read() : session.fail(looker.answer());
    }
    if (session.json()) {
      std::cout << in_one_line(looker.answer().body).value_or("") << "\n" << std::flush;
    } else {
      std::cout << (round > 1 ? "\n" : "") << top_text(looker.frame(), session.look(), std::nullopt)
                << std::flush;
    }
    if (round == rounds) return exit_code::kDone;
    if (!std::cout) return exit_code::kFailed;
    std::this_thread::sleep_for(interval);
  }
}

std::string screen(const Session& session, const Looker& looker, bool seen) {
  const TerminalSize size = terminal_size(STDOUT_FILENO);
  constexpr std::size_t kOther = 4;  // what is above and below the table, and the last line
  const std::size_t rows = size.rows > kOther ? size.rows - kOther : 1;
  std::string text;
  if (!seen) {
    const std::string why = looker.problem() + " (the last figures are below)";
    text += (session.look().colour ? coloured(why, Colour::red) : why) + "\n";
  }
  return text + top_text(looker.frame(), session.look(), rows) + "\nq ends\n";
}

int live(const Session& session, Milliseconds interval) {
  Looker looker{session};
  if (!looker.look_again()) {
    return looker.answer().done() ? session.fail_to_read() : session.fail(looker.answer());
  }
  bool seen = true;
  LiveTerminal terminal;
  for (;;) {
    terminal.draw(screen(session, looker, seen));
    switch (terminal.wait(interval)) {
      case LiveTerminal::Woken::to_end:
        return exit_code::kDone;
      case LiveTerminal::Woken::by_time:
        seen = looker.look_again();
        break;
      case LiveTerminal::Woken::to_redraw:
        break;
    }
  }
}

}  // namespace

int top(const Arguments& arguments) {
  const std::string interval_text = arguments.value("interval", "2s");
  const std::optional<Milliseconds> interval = parse_duration(interval_text);
  if (!interval || *interval < Milliseconds{100}) {
    return wrong_use(arguments, "--interval must be a duration of 100ms at least, got \"" +
                                    interval_text + "\"");
  }
  const std::string rounds_text = arguments.value("rounds", "0");
  const auto rounds = whole_number(rounds_text, arguments.has("rounds") ? 1 : 0, 1'000'000);
  if (!rounds) {
    return wrong_use(arguments, "--rounds must be 1..1000000, got \"" + rounds_text + "\"");
  }
  const Session session{arguments};
  const bool plain = arguments.has("rounds") || session.json() || !draws_on_terminal(STDOUT_FILENO);
  return plain ? print_looks(session, *interval, *rounds) : live(session, *interval);
}

}  // namespace rrlb
