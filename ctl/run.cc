#include "ctl/run.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "common/base/printable.h"
#include "common/contract/admin_api/answers.h"
#include "common/contract/admin_api/backends.h"
#include "common/contract/admin_api/config.h"
#include "ctl/check.h"
#include "ctl/drain.h"
#include "ctl/events.h"
#include "ctl/requests.h"
#include "ctl/session.h"
#include "ctl/show/answer_report.h"
#include "ctl/show/backend_report.h"
#include "ctl/status.h"
#include "ctl/top.h"

namespace rrlb {
namespace {

using MaybeText = std::optional<std::string>;

// The user behind sudo: the balancer sees root only.
std::string who_asks() {
  const char* user = std::getenv("SUDO_USER");
  return user == nullptr ? "" : user;
}

// Names only, for the completion of shells, where no error is to be shown.
int print_names(const AdminAnswer& answer) {
  if (!answer.done()) return exit_code::kFailed;
  for (const admin_api::Backend& backend :
       admin_api::read_backends(answer.body).value_or(std::vector<admin_api::Backend>{})) {
    std::cout << printable(backend.name) << "\n";
  }
  return exit_code::kDone;
}

int test_alerts(const Session& session, const AdminAnswer& answer) {
  const auto results = answer.done() ? admin_api::read_alert_results(answer.body) : std::nullopt;
  const int code = session.show(answer, [&](const std::string&) -> MaybeText {
    return results ? MaybeText{alerts_text(*results, session.look())} : std::nullopt;
  });
  if (code != exit_code::kDone || !results) return exit_code::kFailed;
  const bool all_sent = std::all_of(results->begin(), results->end(),
                                    [](const admin_api::AlertResult& result) { return result.ok; });
  return all_sent ? exit_code::kDone : exit_code::kFailed;
}

// What the body of an answer to this command looks like; nothing if it cannot be read.
MaybeText text_of(const std::string& command, const std::string& body, const Session& session) {
  const Look look = session.look();
  if (command == "backends") {
    const auto backends = admin_api::read_backends(body);
    return backends ? MaybeText{layers_text(*backends, look)} : std::nullopt;
  }
  if (command == "config") {
    const auto keys = admin_api::read_config_keys(body);
    return keys ? MaybeText{config_text(*keys, look)} : std::nullopt;
  }
  if (command == "diff") {
    const auto diff = admin_api::read_diff(body);
    return diff ? MaybeText{diff_text(*diff)} : std::nullopt;
  }
  if (command == "reload") {
    const auto reloaded = admin_api::read_reloaded(body);
    return reloaded ? MaybeText{reload_text(*reloaded)} : std::nullopt;
  }
  if (command == "remove") return printable(session.arguments().words[0]) + ": removed\n";
  const auto backend = admin_api::read_backend(body);
  if (!backend) return std::nullopt;
  return command == "explain" ? explain_text(*backend, look)
                              : change_line(command, *backend) + "\n";
}

int ask_once(const Session& session, const AdminRequest& request) {
  const Arguments& arguments = session.arguments();
  const std::string& command = arguments.command->name;
  // These wait for others: a resolver, a program, a web server.
  const bool slow = command == "reload" || command == "diff" || command == "alerts";
  const AdminAnswer answer = session.ask(request, std::chrono::seconds{slow ? 60 : 10});
  if (arguments.has("names")) return print_names(answer);
  if (command == "alerts") return test_alerts(session, answer);
  return session.show(answer,
                      [&](const std::string& body) { return text_of(command, body, session); });
}

}  // namespace

int run_command(const Arguments& arguments) {
  const std::string& command = arguments.command->name;
  if (command == "check") return check(arguments);
  if (arguments.has("socket") && arguments.value("socket").empty()) {
    return wrong_use(arguments, "--socket must be a path, got \"\"");
  }
  if (command == "top") return top(arguments);
  if (command == "events") return events(arguments);
  const ReadRequest read = request_of(arguments, who_asks());
  if (!read.request) return wrong_use(arguments, read.complaint);
  if (command == "drain") return drain(arguments, *read.request);
  const Session session{arguments};
  if (command == "status") return status(session, *read.request);
  return ask_once(session, *read.request);
}

}  // namespace rrlb
