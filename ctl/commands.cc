#include "ctl/commands.h"

#include <algorithm>

#include "common/config/nearest.h"
#include "common/contract/limits.h"

namespace rrlb {
namespace {

Option why() { return {"why", "TEXT", "the reason, shown to other operators"}; }
Option until() {
  return {"until", "WHEN", "end it after a time like \"2h\", or at a moment in RFC 3339"};
}

std::vector<Command> all_commands() {
  return {
      {"status",
       "",
       0,
       "show the balancer and its backends",
       {},
       "Exits with 0 if all backends are UP, 1 if not, 3 if the balancer does not run, and 4 if\n"
       "its state is unknown.\n"},
      {"top",
       "",
       0,
       "show them again and again; q quits",
       {{"interval", "TIME", "time between two updates (default 2s)"},
        {"rounds", "N", "quit after N updates"}},
       "Requests/s are those since the last update. Without a terminal the updates are printed\n"
       "one after another.\n"},
      {"backends",
       "",
       0,
       "show configured, overridden and current state of each backend",
       {{"names", "", "print only the names, one per line"}},
       ""},
      {"explain", "NAME", 1, "show why a backend gets its share of requests", {}, ""},
      {"drain",
       "NAME",
       1,
       "send a backend no new requests, and let those in flight finish",
       {{"wait", "", "wait until no request is in flight"},
        {"timeout", "TIME", "stop waiting after this time, and fail (default 60s)"},
        why(),
        until()},
       "Examples:\n"
       "  rrlbctl drain web1 --wait --why \"kernel update\" && ssh web1 reboot\n"
       "  rrlbctl drain web1 --until 2h\n"},
      {"disable",
       "NAME",
       1,
       "send a backend no requests and no probes",
       {why(), until()},
       "Example:\n  rrlbctl disable web1 --why \"disk is broken\"\n"},
      {"enable",
       "NAME",
       1,
       "send requests again to a backend that was drained or disabled",
       {why(), until()},
       ""},
      {"weight",
       "NAME N|file",
       2,
       "set the weight of a backend to " + weight_range() + ", or back to the file's",
       {why(), until()},
       "Examples:\n"
       "  rrlbctl weight web1 5 --until 30m\n"
       "  rrlbctl weight web1 file\n"},
      {"add",
       "URL",
       1,
       "add a backend",
       {{"name", "NAME", "name of the backend (default: host and port of URL)"},
        {"weight", "N", "weight of the backend, " + weight_range() + " (default 1)"},
        why(),
        until()},
       "Example:\n  rrlbctl add http://10.0.0.9:8080 --name web9 --until 4h\n"},
      {"remove", "NAME", 1, "remove a backend", {why()}, ""},
      {"events",
       "",
       0,
       "show the latest events",
       {{"follow", "", "print new events as they happen (short: -f)"},
        {"lines", "N", "show at most N past events (default 20)"}},
       ""},
      {"config", "", 0, "show each key in force, and where its value comes from", {}, ""},
      {"check",
       "",
       0,
       "check the configuration, without a balancer",
       {},
       "The same as rrlbd --check.\n"},
      {"diff", "", 0, "show what a reload would change", {}, ""},
      {"reload", "", 0, "reload the configuration; if it has mistakes, nothing changes", {}, ""},
      {"alerts", "test", 1, "send a test alert to each target", {}, ""},
  };
}

std::string option_lines(const std::vector<Option>& options) {
  const auto left = [](const Option& option) {
    return "  --" + option.name + (option.value.empty() ? "" : " " + option.value);
  };
  std::size_t width = 0;
  for (const Option& option : options) width = std::max(width, left(option).size());
  std::string text;
  for (const Option& option : options) {
    const std::string column = left(option);
    text += column + std::string(width - column.size() + 2, ' ') + option.help + "\n";
  }
  return text;
}

std::string with_arguments(const Command& command) {
  return command.name + (command.arguments.empty() ? "" : " " + command.arguments);
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = all_commands();
  return all;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> all{
      {"socket", "PATH", "admin socket of the balancer (default: from the configuration)"},
      {"json", "", "print the answer of the balancer as JSON"},
      {"config", "FILE", std::string{"read FILE (default "} + kDefaultConfigFile + ")"},
      {"check", "", "read the configuration, print its problems, and exit"},
      {"version", "", "print the version and exit"},
      {"help", "", "print this help and exit"}};
  return all;
}

const Command* find_command(std::string_view name) {
  const auto found = std::find_if(commands().begin(), commands().end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == commands().end() ? nullptr : &*found;
}

std::string unknown_command(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const std::string_view near = nearest(name, names);
  return "unknown command \"" + std::string{name} + "\"" +
         (near.empty() ? "" : ", did you mean \"" + std::string{near} + "\"?");
}

std::string help() {
  std::size_t width = 0;
  for (const Command& command : commands()) width = std::max(width, with_arguments(command).size());
  std::string text =
      "rrlbctl - inspect and control a running balancer\n\n"
      "Usage: rrlbctl [OPTION]... COMMAND [ARGUMENT]...\n\n";
  for (const Command& command : commands()) {
    const std::string left = with_arguments(command);
    text += "  " + left + std::string(width - left.size() + 2, ' ') + command.summary + "\n";
  }
  return text + "\n" + option_lines(common_options()) +
         "\n\"rrlbctl COMMAND --help\" describes a command. Exits with 0 on success, 1 on "
         "failure.\n";
}

std::string help(const Command& command) {
  std::string text = "rrlbctl " + command.name + " - " + command.summary + "\n\nUsage: rrlbctl " +
                     with_arguments(command) + " [OPTION]...\n\n";
  std::vector<Option> options = command.options;
  for (const Option& option : common_options()) {
    if (option.name != "check" && option.name != "version") options.push_back(option);
  }
  text += option_lines(options);
  if (!command.notes.empty()) text += "\n" + command.notes;
  return text;
}

}  // namespace rrlb
