#include "common/program/command_line.h"

#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <iostream>

#include "common/config/nearest.h"

namespace rrlb {
namespace {

// Each option has its own number, above all characters. With equal numbers getopt would accept an
// ambiguous abbreviation as the first option that it fits.
constexpr int kFirstOption = 256;

std::vector<Option> all_options(const Program& program) {
  std::vector<Option> options = program.options;
  options.push_back(
      {"config", "FILE", std::string{"read FILE (default "} + kDefaultConfigFile + ")"});
  options.push_back({"check", "", "read the configuration, print its problems, and exit"});
  options.push_back({"version", "", "print the version and exit"});
  options.push_back({"help", "", "print this and exit"});
  return options;
}

void print_help(const Program& program) {
  std::cout << program.name << " - " << program.summary << "\n\nUsage: " << program.name
            << " [OPTION]...\n\n";
  const std::vector<Option> options = all_options(program);
  const auto left = [](const Option& option) {
    return "  --" + option.name + (option.value.empty() ? "" : " " + option.value);
  };
  size_t width = 0;
  for (const Option& option : options) width = std::max(width, left(option).size());
  for (const Option& option : options) {
    const std::string column = left(option);
    std::cout << column << std::string(width - column.size() + 2, ' ') << option.help << "\n";
  }
  if (!program.examples.empty()) std::cout << "\nExamples:\n" << program.examples;
}

// The error message for an option that getopt refused.
std::string refused_option(const std::vector<Option>& options, const std::string& given) {
  const std::string spelled = given.substr(0, given.find('='));
  std::string word = spelled;
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  std::vector<std::string_view> names;
  for (const Option& option : options) names.push_back(option.name);
  if (std::find(names.begin(), names.end(), word) != names.end()) {
    return "option \"" + spelled + "\" takes no value";
  }
  const std::string_view near = nearest(word, names);
  return "unknown option \"" + spelled + "\"" +
         (near.empty() ? "" : ", did you mean \"--" + std::string{near} + "\"?");
}

// The option that getopt has just refused. getopt has moved past a long one, but may still be
// within a group of short ones.
std::string complained_about(char** argv) {
  const bool is_short = optopt != 0 && optopt < kFirstOption;
  return is_short ? std::string{'-', static_cast<char>(optopt)} : argv[optind - 1];
}

int kind_of(const Option& option) {
  if (option.value.empty()) return no_argument;
  return option.value.starts_with('[') ? optional_argument : required_argument;
}

// getopt reads an optional value only after "="; this also accepts it as the next word.
char* word_behind(const Option& option, int argc, char** argv) {
  const bool there = kind_of(option) == optional_argument && optind < argc && *argv[optind] != '-';
  return there ? argv[optind++] : nullptr;
}

}  // namespace

std::string CommandLine::value(const std::string& option, const std::string& otherwise) const {
  const auto found = values.find(option);
  return found == values.end() ? otherwise : found->second;
}

int usage_complaint(const Program& program, const std::string& complaint) {
  std::cerr << program.name << ": " << complaint << " (try \"" << program.name << " --help\")\n";
  return exit_code::kUsage;
}

CommandLine parse_command_line(const Program& program, int argc, char** argv) {
  const std::vector<Option> options = all_options(program);
  std::vector<option> table;
  for (const Option& known : options) {
    table.push_back({known.name.c_str(), kind_of(known), nullptr,
                     kFirstOption + static_cast<int>(table.size())});
  }
  table.push_back({});
  CommandLine line;
  const auto complain = [&](const std::string& complaint) {
    line.exit_code = usage_complaint(program, complaint);
    return line;
  };
  opterr = 0;
  optind = 0;  // resets getopt after an earlier call
  for (;;) {
    const int found = getopt_long(argc, argv, ":", table.data(), nullptr);
    if (found == -1) break;
    if (found == ':') return complain("option \"" + complained_about(argv) + "\" needs a value");
    if (found == '?') return complain(refused_option(options, complained_about(argv)));
    const Option& known = options[static_cast<size_t>(found - kFirstOption)];
    if (optarg == nullptr) optarg = word_behind(known, argc, argv);
    line.values[known.name] = optarg != nullptr ? optarg : "";
  }
  if (optind < argc) return complain("\"" + std::string{argv[optind]} + "\" is not expected here");
  if (line.has("help")) {
    print_help(program);
    line.exit_code = exit_code::kDone;
  } else if (line.has("version")) {
    std::cout << program.name << " " << version() << "\n";
    line.exit_code = exit_code::kDone;
  }
  return line;
}

std::optional<long> whole_number(const std::string& text, long least, long most) {
  long number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end || number < least || number > most) return std::nullopt;
  return number;
}

const char* version() { return RRLB_VERSION; }

}  // namespace rrlb
