#include "common/service/own_program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;

constexpr int kCouldNotBeExecuted = 127;  // both numbers as in a shell
constexpr int kEndedBySignal = 128;
constexpr std::string_view kNumber = "=4294967295";

// The child writes its pid into its environment: only the child knows it, and after a fork it may
// not allocate memory.
void write_number(char* to, pid_t number) {
  std::array<char, 16> digits{};
  std::size_t count = 0;
  for (; number > 0; number /= 10) digits[count++] = static_cast<char>('0' + number % 10);
  while (count > 0) *to++ = digits[--count];
  *to = '\0';
}

void close_all_from(int first) {
  if (::close_range(static_cast<unsigned>(first), ~0U, 0) == 0) return;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  for (rlim_t fd = static_cast<rlim_t>(first); fd < limit.rlim_cur; ++fd) {
    ::close(static_cast<int>(fd));
  }
}

// Resets the signal handlers, which belong to the old process's event loop.
void reset_signals(const sigset_t& mask) {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action = {};
    ::sigaction(number, &action, nullptr);
  }
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
}

// What runs after a fork. Uses only prepared memory and system calls (fork(2), signal-safety(7)).
struct Image {
  const char* path = nullptr;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<char*> own_number;  // the places in `environment` for the pid
  std::vector<int> sockets;       // with descriptor numbers above those that they will get
  sigset_t signals{};

  [[noreturn]] void become() const {
    int next = SD_LISTEN_FDS_START;
    for (const int socket : sockets) ::dup2(socket, next++);
    close_all_from(next);
    for (char* place : own_number) write_number(place, ::getpid());
    reset_signals(signals);
    ::execve(path, arguments.data(), environment.data());
    ::_exit(kCouldNotBeExecuted);
  }

  // Runs in the midwife: reports the new process's pid, or the negative errno, and waits for its
  // end. All signals are blocked, so that only SIGKILL ends the midwife before; the kernel sends
  // one if the old process ends. Closing all descriptors keeps no client's connection open.
  [[noreturn]] void attend(int report) const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const pid_t pid = ::_Fork();
    if (pid == 0) become();
    const int told = pid > 0 ? pid : -errno;
    [[maybe_unused]] const ssize_t sent = ::write(report, &told, sizeof told);
    close_all_from(SD_LISTEN_FDS_START);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : kEndedBySignal + WTERMSIG(status));
  }
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

bool is_variable(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

// A copy of our environment with the variables of sd_listen_fds and of the watchdog set for the
// child.
std::vector<std::string> environment_for_child(const std::vector<PassedSocket>& sockets) {
  std::vector<std::string> environment;
  bool has_watchdog = false;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    has_watchdog = has_watchdog || is_variable(*entry, "WATCHDOG_PID");
    bool is_ours = false;
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID"}) {
      is_ours = is_ours || is_variable(*entry, name);
    }
    if (!is_ours) environment.emplace_back(*entry);
  }
  std::string names;
  for (const PassedSocket& socket : sockets) names += (names.empty() ? "" : ":") + socket.name;
  environment.push_back("LISTEN_FDNAMES=" + names);
  environment.push_back("LISTEN_FDS=" + std::to_string(sockets.size()));
  environment.push_back("LISTEN_PID" + std::string{kNumber});
  if (has_watchdog) environment.push_back("WATCHDOG_PID" + std::string{kNumber});
  return environment;
}

std::vector<char*> places_of_own_number(std::vector<std::string>& environment) {
  std::vector<char*> places;
  for (std::string& entry : environment) {
    if (is_variable(entry, "LISTEN_PID") || is_variable(entry, "WATCHDOG_PID")) {
      places.push_back(entry.data() + entry.find('=') + 1);
    }
  }
  return places;
}

// Copies with descriptor numbers above those that the sockets will get. Returns fewer if the
// process runs out of descriptors.
std::vector<UniqueFd> copies_of(const std::vector<PassedSocket>& sockets) {
  const int beyond = SD_LISTEN_FDS_START + static_cast<int>(sockets.size());
  std::vector<UniqueFd> copies;
  for (const PassedSocket& socket : sockets) {
    UniqueFd copy{::fcntl(socket.fd, F_DUPFD_CLOEXEC, beyond)};
    if (!copy) break;
    copies.push_back(std::move(copy));
  }
  return copies;
}

// Returns the midwife's pid, or -1.
pid_t fork_midwife(Image& image, int report) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &image.signals);
  const pid_t pid = ::fork();
  if (pid == 0) image.attend(report);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &image.signals, nullptr);
  errno = error;
  return pid;
}

// The new process and its midwife, or the errno.
struct ForkResult {
  pid_t pid = -1;
  pid_t midwife = -1;
  int error = 0;
};

ForkResult fork_and_execute(Image& image) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {-1, -1, errno};
  const UniqueFd read_end{ends[0]};
  UniqueFd write_end{ends[1]};
  const pid_t midwife = fork_midwife(image, write_end.get());
  if (midwife < 0) return {-1, -1, errno};
  write_end.reset();
  int told = -ECHILD;  // stays so if the midwife was killed
  [[maybe_unused]] const ssize_t got = ::read(read_end.get(), &told, sizeof told);
  if (told > 0) return {told, midwife, 0};
  ::waitpid(midwife, nullptr, 0);
  return {-1, -1, -told};
}

std::string resolved(const std::string& path) {
  std::error_code ignored;
  return fs::canonical(path, ignored).string();
}

}  // namespace

// argv[0] may be a link that will point to the next version, so it is preferred if it is an
// absolute path to this program.
OwnProgram::OwnProgram(int argc, char** argv)
    : path_{resolved("/proc/self/exe")}, arguments_{argv, argv + argc} {
  const std::string called = argc > 0 ? argv[0] : "";
  if (called.starts_with('/') && resolved(called) == path_) path_ = called;
}

OwnProgram::Started OwnProgram::start(const std::vector<PassedSocket>& sockets) const {
  const auto problem = [this](int error) {
    return Started{-1, -1, path_ + ": " + std::strerror(error)};
  };
  if (::access(path_.c_str(), X_OK) != 0) return problem(errno);
  std::vector<std::string> arguments = arguments_;
  std::vector<std::string> environment = environment_for_child(sockets);
  const std::vector<UniqueFd> copies = copies_of(sockets);
  if (copies.size() < sockets.size()) return problem(errno);
  Image image{path_.c_str(),
              pointers_to(arguments),
              pointers_to(environment),
              places_of_own_number(environment),
              {},
              {}};
  for (const UniqueFd& copy : copies) image.sockets.push_back(copy.get());
  const ForkResult result = fork_and_execute(image);
  return result.error == 0 ? Started{result.pid, result.midwife, {}} : problem(result.error);
}

}  // namespace rrlb
