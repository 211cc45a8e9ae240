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

constexpr int kCouldNotBeExecuted = 127;  // both as of a shell
constexpr int kEndedBySignal = 128;
constexpr std::string_view kNumber = "=4294967295";

// Only the child knows its number, and after a fork it may allocate nothing: it writes it here.
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

// Signals are the new process's own: the handlers would still tell the event loop of the old one.
void take_signals_as_at_birth(const sigset_t& mask) {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action = {};
    ::sigaction(number, &action, nullptr);
  }
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
}

// What is done after a fork: with plain memory and system calls (fork(2), signal-safety(7)).
struct Image {
  const char* path = nullptr;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<char*> own_number;  // where to write it
  std::vector<int> sockets;       // beyond the numbers that they are to have
  sigset_t signals{};

  [[noreturn]] void become() const {
    int next = SD_LISTEN_FDS_START;
    for (const int socket : sockets) ::dup2(socket, next++);
    close_all_from(next);
    for (char* place : own_number) write_number(place, ::getpid());
    take_signals_as_at_birth(signals);
    ::execve(path, arguments.data(), environment.data());
    ::_exit(kCouldNotBeExecuted);
  }

  // The midwife: tells the number of the new process, or the negative errno, and waits for its end.
  // All signals are blocked, so that only its dismissal (SIGKILL) ends it before; but if the old
  // process ends, it is needed no longer. It holds no client's connection open meanwhile.
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

// Our own, but for what is meant for one process alone.
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

// Copies whose numbers are in nobody's way; fewer if there are no more to be had.
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

// The midwife's number, or -1.
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
struct Birth {
  pid_t pid = -1;
  pid_t midwife = -1;
  int error = 0;
};

Birth give_birth(Image& image) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {-1, -1, errno};
  const UniqueFd read_end{ends[0]};
  UniqueFd write_end{ends[1]};
  const pid_t midwife = fork_midwife(image, write_end.get());
  if (midwife < 0) return {-1, -1, errno};
  write_end.reset();
  int told = -ECHILD;  // of a midwife that was killed
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

// The name it was called by may be a link that leads to the next version; it is used if it surely
// means this program.
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
  const Birth birth = give_birth(image);
  return birth.error == 0 ? Started{birth.pid, birth.midwife, {}} : problem(birth.error);
}

}  // namespace rrlb
