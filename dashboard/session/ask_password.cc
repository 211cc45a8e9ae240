#include "dashboard/session/ask_password.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iostream>
#include <optional>

#include "common/program/command_line.h"
#include "dashboard/session/password.h"
#include "dashboard/session/token.h"

namespace rrlb {
namespace {

constexpr std::size_t kShortest = 8;    // characters
constexpr std::size_t kLongest = 1024;  // bytes
constexpr std::size_t kSaltBytes = 16;

// Turns off the terminal's echo during its lifetime, and restores it even if a signal arrives.
class QuietTerminal {
 public:
  QuietTerminal() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    struct sigaction handling {};
    handling.sa_handler = [](int) {};  // without SA_RESTART, so that the signal ends the read
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &handling, &handled_before_[i]);
    }
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &handled_before_[i], nullptr);
    }
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  static constexpr std::array<int, 5> kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  termios before_{};
  std::array<struct sigaction, kSignals.size()> handled_before_{};
};

// Reads a line of standard input. Returns nothing at the end of the input or after a signal.
std::optional<std::string> read_line() {
  std::string line;
  char c = 0;
  ssize_t got = 0;
  while (line.size() <= kLongest && (got = ::read(STDIN_FILENO, &c, 1)) == 1) {
    if (c == '\n') return line;
    line += c;
  }
  return got < 0 || line.empty() ? std::nullopt : std::optional{line};
}

std::optional<std::string> ask(const std::string& prompt) {
  const QuietTerminal quiet;  // before the prompt, because it drops what was typed until then
  std::cerr << prompt << std::flush;
  return read_line();
}

AskedPassword none() { return {{}, "no password was given"}; }

AskedPassword checked(const std::optional<std::string>& password) {
  if (!password) return none();
  if (std::string wrong = password_complaint(*password); !wrong.empty()) return {{}, wrong};
  return {*password, {}};
}

}  // namespace

std::string password_complaint(const std::string& password) {
  // Counts UTF-8 characters: continuation bytes do not count.
  const auto characters = std::count_if(password.begin(), password.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  if (static_cast<std::size_t>(characters) < kShortest) {
    return "the password must have at least 8 characters";
  }
  return password.size() > kLongest ? "the password must have at most 1024 bytes" : "";
}

AskedPassword ask_password(const std::string& user) {
  if (::isatty(STDIN_FILENO) == 0) return checked(read_line());
  AskedPassword asked = checked(ask("Password for " + user + ": "));
  if (!asked.problem.empty()) return asked;
  const auto again = ask("Repeat the password: ");
  if (!again) return none();
  return *again == asked.password ? asked : AskedPassword{{}, "the passwords are not the same"};
}

int print_password_line(const std::string& user) {
  const AskedPassword asked = ask_password(user);
  if (!asked.problem.empty()) {
    std::cerr << "rrlb-dashboard: " << asked.problem << "\n";
    return exit_code::kFailed;
  }
  std::cout << user << ":"
            << hash_password(asked.password, random_bytes(kSaltBytes), ScryptCost{}).text() << "\n";
  return exit_code::kDone;
}

}  // namespace rrlb
