// The command line of every program: common options, one way to complain, one look of --help.
//
// All programs take --help, --version, --config FILE and --check. A wrong usage prints one line and
// a hint, and the program exits with 2.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rrlb {

inline constexpr const char* kDefaultConfigFile = "/etc/rrlb.conf";

// Exit codes of every program.
namespace exit_code {
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kConfig = 78;  // a daemon that refuses its configuration; not restarted
}  // namespace exit_code

struct Option {
  std::string name;   // without dashes: "listen"
  std::string value;  // what it takes, as --help shows it: "ADDRESS:PORT"; "" for a switch,
                      // "[USER]" for what may be left out
  std::string help;
};

struct Program {
  std::string name;
  std::string summary;
  std::vector<Option> options;  // beside the common ones
  std::string examples;         // lines for the end of --help
};

struct CommandLine {
  std::map<std::string, std::string> values;  // by option name; switches have ""
  std::optional<int> exit_code;               // set: leave at once with it, all is said

  bool has(const std::string& option) const { return values.contains(option); }
  std::string value(const std::string& option, const std::string& otherwise) const;
  std::string config_file() const { return value("config", kDefaultConfigFile); }
};

CommandLine parse_command_line(const Program& program, int argc, char** argv);

// Prints "NAME: complaint (try "NAME --help")" to standard error; returns exit_code::kUsage.
int usage_complaint(const Program& program, const std::string& complaint);

// A value of an option as a whole number in least..most, or nothing.
std::optional<long> whole_number(const std::string& text, long least, long most);

// The version of the suite.
const char* version();

}  // namespace rrlb
