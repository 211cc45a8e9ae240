#include "ctl/session.h"

#include <unistd.h>

#include <iostream>

#include "common/contract/admin_api/answers.h"
#include "common/program/command_line.h"
#include "common/program/config_file.h"
#include "common/program/terminal.h"
#include "ctl/show/answer_report.h"
#include "ctl/show/json_text.h"

namespace rrlb {
namespace {

// What a configuration that is not in order leaves in doubt.
std::string doubt(const std::string& file, const std::vector<Problem>& problems) {
  if (problems.empty()) return "";
  if (problems.size() == 1 && problems.front().place.line == 0) return headline(problems.front());
  return file + ": " + std::to_string(problems.size()) +
         (problems.size() == 1 ? " problem" : " problems") +
         " (\"rrlbctl check\" lists them), so the socket may be another one";
}

}  // namespace

Session::Session(Arguments arguments) : arguments_{std::move(arguments)}, client_{""} {
  if (arguments_.has("socket")) {
    client_ = AdminClient{arguments_.value("socket")};
    return;
  }
  const std::string file = arguments_.value("config", kDefaultConfigFile);
  const ParsedConfig loaded = load_config(file);
  client_ = AdminClient{loaded.config.balancer.admin_socket};
  note_ = doubt(file, loaded.problems);
}

Look Session::look() const {
  Look look;
  if (isatty(STDOUT_FILENO) == 1) look.columns = terminal_size(STDOUT_FILENO).columns;
  look.colour = colours_on_terminal(STDOUT_FILENO);
  return look;
}

AdminAnswer Session::ask(const AdminRequest& request, Milliseconds patience) const {
  return client_.ask(request.method, request.path, request.body, patience);
}

int Session::fail(const AdminAnswer& answer) const {
  if (!answer.answered()) {
    complain(answer.problem);
    if (!note_.empty()) complain(note_);
    return exit_code::kFailed;
  }
  if (json()) print_json(answer.body);
  std::cout << std::flush;
  std::cerr << refusal_text(admin_api::read_refusal(answer.body).value_or(admin_api::Refusal{}),
                            answer.status);
  return exit_code::kFailed;
}

int Session::fail_to_read() const {
  complain(client_.socket_path() + ": cannot parse the answer");
  return exit_code::kFailed;
}

void Session::complain(const std::string& text) const { std::cerr << "rrlbctl: " << text << "\n"; }

int Session::show(const AdminAnswer& answer, const Text& text) const {
  if (!answer.done()) return fail(answer);
  if (json()) return print_json(answer.body);
  const std::optional<std::string> made = text(answer.body);
  if (!made) return fail_to_read();
  std::cout << *made;
  return exit_code::kDone;
}

int Session::print_json(const std::string& body) const {
  const std::optional<std::string> json = indented(body);
  if (!json) return fail_to_read();
  std::cout << *json << "\n";
  return exit_code::kDone;
}

int wrong_use(const Arguments& arguments, const std::string& complaint) {
  std::cerr << "rrlbctl: " << complaint << " (try \"rrlbctl " << arguments.command->name
            << " --help\")\n";
  return exit_code::kUsage;
}

}  // namespace rrlb
