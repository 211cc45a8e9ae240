// Runs rrlb-backend as a process and reads its standard error line by line.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "tests/support/raw_connection.h"

namespace rrlb {

struct Surroundings {
  std::vector<std::pair<std::string, std::string>> environment;
  rlim_t descriptors = 0;  // the limit; 0: that of the test itself
};

class RunningProgram {
 public:
  explicit RunningProgram(std::vector<std::string> arguments, const Surroundings& around = {}) {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    std::vector<char*> argv;
    arguments.insert(arguments.begin(), RRLB_BACKEND);
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) become(argv, around, ends[1]);
    ::close(ends[1]);
    errors_.reset(ends[0]);
  }
  ~RunningProgram() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    wait();
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const { ::kill(pid_, number); }

  // Waits for a line that contains the text, and returns the rest of the line after it; "" if the
  // program ends before.
  std::string after(const std::string& text) {
    for (std::string line = next_line(); !line.empty(); line = next_line()) {
      const size_t found = line.find(text);
      if (found != std::string::npos) return line.substr(found + text.size());
    }
    return {};
  }

  // Waits for the start line, and returns the port in it.
  std::uint16_t port() {
    const std::string address = after("listening on ");
    EXPECT_NE(address, "");
    const size_t colon = address.rfind(':');
    return static_cast<std::uint16_t>(std::strtoul(address.c_str() + colon + 1, nullptr, 10));
  }

  // Reads the rest of standard error until the program ends.
  std::string rest() {
    std::string text;
    for (std::string line = next_line(); !line.empty(); line = next_line()) text += line;
    return text;
  }

  // Waits for its end and returns the exit code, or 128 + the number of the signal that ended it.
  int wait() {
    if (pid_ > 0) {
      int status = 0;
      ::waitpid(pid_, &status, 0);
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      pid_ = 0;
    }
    return code_;
  }

 private:
  [[noreturn]] static void become(const std::vector<char*>& argv, const Surroundings& around,
                                  int errors) {
    ::dup2(errors, STDERR_FILENO);
    for (const auto& [name, value] : around.environment) {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
    if (around.descriptors != 0) {
      const rlimit limit{around.descriptors, around.descriptors};
      ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  // Reads one line with its line end; "" at the end of the output.
  std::string next_line() {
    for (;;) {
      const size_t end = unread_.find('\n');
      if (end != std::string::npos) {
        std::string line = unread_.substr(0, end + 1);
        unread_.erase(0, end + 1);
        return line;
      }
      std::array<char, 4096> part{};
      const ssize_t got = ::read(errors_.get(), part.data(), part.size());
      if (got <= 0) return std::exchange(unread_, "");
      unread_.append(part.data(), static_cast<size_t>(got));
    }
  }

  pid_t pid_ = 0;
  int code_ = -1;
  UniqueFd errors_;
  std::string unread_;
};

}  // namespace rrlb
