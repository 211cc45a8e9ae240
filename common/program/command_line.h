// The command line of every program: common options, error messages, and --help.
//
// All programs have --help, --version, --config FILE and --check. On wrong usage a program prints
// one line with a hint, and exits with 2.
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
inline constexpr int kConfig = 78;  // configuration refused; systemd does not restart the daemon
}  // namespace exit_code

struct Option {
  std::string name;   // without dashes: "listen"
  std::string value;  // as shown in --help: "ADDRESS:PORT", "[USER]" if optional, "" for a switch
  std::string help;
};

struct Program {
  std::string name;
  std::string summary;
  std::vector<Option> options;  // in addition to the common ones
  std::string examples;         // text at the end of --help
};

struct CommandLine {
  std::map<std::string, std::string> values;  // by option name; switches have ""
  std::optional<int> exit_code;               // if set: exit with it, everything has been printed

  bool has(const std::string& option) const { return values.contains(option); }
  std::string value(const std::string& option, const std::string& otherwise) const;
  std::string config_file() const { return value("config", kDefaultConfigFile); }
};

CommandLine parse_command_line(const Program& program, int argc, char** argv);

// Prints "NAME: complaint (try "NAME --help")" to standard error; returns exit_code::kUsage.
int usage_complaint(const Program& program, const std::string& complaint);

// Parses a whole number in least..most; returns nothing for any other text.
std::optional<long> whole_number(const std::string& text, long least, long most);

// The version of the suite.
const char* version();

}  // namespace rrlb
