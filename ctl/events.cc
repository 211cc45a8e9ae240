#include "ctl/events.h"

#include <algorithm>
#include <iostream>
#include <thread>

#include "common/contract/admin_api/events.h"
#include "common/program/command_line.h"
#include "ctl/session.h"
#include "ctl/show/answer_report.h"
#include "ctl/show/json_text.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPoll{500};

AdminRequest events_after(std::uint64_t number) {
  return {"GET", std::string{admin_api::kEventsPath} + "?after=" + std::to_string(number), ""};
}

void print(const Session& session, const std::string& body, const admin_api::Events& events,
           std::size_t most) {
  if (session.json()) {
    const std::vector<std::string> lines = event_lines(body);
    for (std::size_t i = lines.size() - std::min(most, lines.size()); i < lines.size(); ++i) {
      std::cout << lines[i] << "\n";
    }
  } else {
    const auto& list = events.events;
    for (std::size_t i = list.size() - std::min(most, list.size()); i < list.size(); ++i) {
      std::cout << event_line(list[i], session.look()) << "\n";
    }
  }
  std::cout << std::flush;
}

// Goes on from this number until the program is ended. A balancer that goes away is waited for; one
// that began anew counts its events from 1 again.
int follow(const Session& session, std::uint64_t newest) {
  bool away = false;
  for (;;) {
    std::this_thread::sleep_for(kPoll);
    AdminAnswer answer = session.ask(events_after(newest));
    if (!answer.done()) {
      if (!away) {
        session.fail(answer);
        session.complain("waiting for it to come back");
      }
      away = true;
      continue;
    }
    away = false;
    std::optional<admin_api::Events> events = admin_api::read_events(answer.body);
    if (!events) return session.fail_to_read();
    if (events->newest < newest) {
      answer = session.ask(events_after(0));
      events = answer.done() ? admin_api::read_events(answer.body) : std::nullopt;
      if (!events) continue;
    }
    print(session, answer.body, *events, events->events.size());
    newest = events->newest;
    if (!std::cout) return exit_code::kFailed;
  }
}

}  // namespace

int events(const Arguments& arguments) {
  const std::string text = arguments.value("lines", "20");
  const auto most = whole_number(text, 0, 1'000'000);
  if (!most) {
    return wrong_use(arguments, "--lines must be 0..1000000, got \"" + text + "\"");
  }
  const Session session{arguments};
  const AdminAnswer answer = session.ask(events_after(0));
  if (!answer.done()) return session.fail(answer);
  const std::optional<admin_api::Events> past = admin_api::read_events(answer.body);
  if (!past) return session.fail_to_read();
  const auto shown_most = static_cast<std::size_t>(*most);
  if (session.json() && !arguments.has("follow")) {
    return session.print_json(with_last_events(answer.body, shown_most));
  }
  print(session, answer.body, *past, shown_most);
  return arguments.has("follow") ? follow(session, past->newest) : exit_code::kDone;
}

}  // namespace rrlb
