#include "ctl/commands.h"

#include <algorithm>

#include "common/config/nearest.h"

namespace rrlb {
namespace {

Option why() { return {"why", "TEXT", "the reason, which others then see"}; }
Option until() {
  return {"until", "WHEN", "ends by itself: after \"2h\", or at a time (RFC 3339)"};
}

std::vector<Command> all_commands() {
  return {
      {"status",
       "",
       0,
       "how the balancer and its backends are",
       {},
       "Exits with 0 if all backends are UP, 1 if not, 3 if the balancer does not run, and 4 if\n"
       "that cannot be told.\n"},
      {"top",
       "",
       0,
       "the same, again and again; q ends it",
       {{"interval", "TIME", "time from one look to the next (default 2s)"},
        {"rounds", "N", "end after N looks"}},
       "Requests/s are those since the look before. Where there is no terminal the looks are\n"
       "printed one after the other.\n"},
      {"backends",
       "",
       0,
       "each backend: configured, overridden and current state",
       {{"names", "", "print their names alone, one a line"}},
       ""},
      {"explain", "NAME", 1, "why a backend gets what it gets", {}, ""},
      {"drain",
       "NAME",
       1,
       "no new requests for a backend; those under way end",
       {{"wait", "", "wait until none is under way"},
        {"timeout", "TIME", "wait no longer than that, and fail (default 60s)"},
        why(),
        until()},
       "Examples:\n"
       "  rrlbctl drain web1 --wait --why \"kernel update\" && ssh web1 reboot\n"
       "  rrlbctl drain web1 --until 2h\n"},
      {"disable",
       "NAME",
       1,
       "no requests for a backend, and no probes",
       {why(), until()},
       "Example:\n  rrlbctl disable web1 --why \"disk is broken\"\n"},
      {"enable",
       "NAME",
       1,
       "requests again for a backend that was drained or disabled",
       {why(), until()},
       ""},
      {"weight",
       "NAME N|file",
       2,
       "its weight, 1..256, or again what the file says",
       {why(), until()},
       "Examples:\n"
       "  rrlbctl weight web1 5 --until 30m\n"
       "  rrlbctl weight web1 file\n"},
      {"add",
       "URL",
       1,
       "one more backend",
       {{"name", "NAME", "its name (default: host and port of URL)"},
        {"weight", "N", "its weight, 1..256 (default 1)"},
        why(),
        until()},
       "Example:\n  rrlbctl add http://10.0.0.9:8080 --name web9 --until 4h\n"},
      {"remove", "NAME", 1, "take a backend out", {why()}, ""},
      {"events",
       "",
       0,
       "what happened last",
       {{"follow", "", "go on with what happens from now on (short: -f)"},
        {"lines", "N", "of the past show N at most (default 20)"}},
       ""},
      {"config", "", 0, "each key in force, and where it comes from", {}, ""},
      {"check",
       "",
       0,
       "is the configuration in order? Asks no balancer",
       {},
       "The same as rrlbd --check.\n"},
      {"diff", "", 0, "what a reload would change", {}, ""},
      {"reload", "", 0, "take the configuration up; one with mistakes changes nothing", {}, ""},
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
      {"socket", "PATH", "the balancer's socket (default: what the configuration says)"},
      {"json", "", "print the balancer's answer as JSON"},
      {"config", "FILE", std::string{"read FILE (default "} + kDefaultConfigFile + ")"},
      {"check", "", "read the configuration, print its problems, and exit"},
      {"version", "", "print the version and exit"},
      {"help", "", "print this and exit"}};
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
      "rrlbctl - asks and changes the balancer that runs\n\n"
      "Usage: rrlbctl [OPTION]... COMMAND [ARGUMENT]...\n\n";
  for (const Command& command : commands()) {
    const std::string left = with_arguments(command);
    text += "  " + left + std::string(width - left.size() + 2, ' ') + command.summary + "\n";
  }
  return text + "\n" + option_lines(common_options()) +
         "\n\"rrlbctl COMMAND --help\" says more. Exits with 0 if it is done, 1 if it failed.\n";
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
