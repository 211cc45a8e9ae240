// A program that is told of an alert (target.h).
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "common/base/duration.h"
#include "common/event/unique_fd.h"
#include "daemon/report/alert/target.h"

namespace rrlb {
namespace {

constexpr Milliseconds kGrace{500};  // between SIGTERM and SIGKILL
constexpr Milliseconds kDeath{250};  // after SIGKILL: it is the kernel's turn
constexpr Milliseconds kBlindStep{20};
constexpr std::size_t kLongestComplaint = 200;
constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

Milliseconds rounded_up(TimePoint::duration duration) {
  return std::max(Milliseconds{0}, std::chrono::ceil<Milliseconds>(duration));
}

// The pipe that its standard error goes to; only the first line is kept.
class Complaint {
 public:
  bool open() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end_.reset(ends[0]);
    write_end_.reset(ends[1]);
    return ::fcntl(read_end_.get(), F_SETFL, O_NONBLOCK) == 0;
  }
  int read_end() const { return read_end_.get(); }
  int write_end() const { return write_end_.get(); }
  void close_write_end() { write_end_.reset(); }

  // All there is by now, so that the program never waits for room in the pipe.
  void read_on() {
    std::array<char, 4096> part{};
    for (int parts = 0; parts < 64; ++parts) {
      const ssize_t got = ::read(read_end_.get(), part.data(), part.size());
      if (got == 0) read_end_.reset();
      if (got <= 0) return;
      if (text_.size() < part.size()) text_.append(part.data(), static_cast<std::size_t>(got));
    }
  }

  // ": the first line", or "".
  std::string line() const {
    const std::size_t begin = text_.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return {};
    std::string first = text_.substr(begin, text_.find_first_of("\r\n", begin) - begin);
    if (first.size() > kLongestComplaint) first = first.substr(0, kLongestComplaint) + "...";
    return ": " + first;
  }

 private:
  UniqueFd read_end_;
  UniqueFd write_end_;
  std::string text_;
};

// The alert, from its begin, as a file that only lives in memory: nobody has to wait until it is
// read, and nobody gets SIGPIPE if it is not.
UniqueFd file_of(const std::string& text) {
  UniqueFd file{::memfd_create("alert", MFD_CLOEXEC)};
  std::size_t written = 0;
  while (file && written < text.size()) {
    const ssize_t more = ::write(file.get(), text.data() + written, text.size() - written);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return {};
    written += static_cast<std::size_t>(more);
  }
  if (file) ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What the new process is to have: three descriptors, signals as at birth, a group of its own.
class Birth {
 public:
  Birth() {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~Birth() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Birth(const Birth&) = delete;
  Birth& operator=(const Birth&) = delete;

  // Returns 0, or an errno.
  int give(pid_t& pid, const std::string& path, std::vector<std::string> environment, int input,
           int complaint) {
    ::posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, complaint, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    sigset_t signals;
    sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    std::vector<std::string> words{path};
    return ::posix_spawn(&pid, path.c_str(), &files_, &attributes_, pointers_to(words).data(),
                         pointers_to(environment).data());
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

// A child, from its birth until it has been waited for.
class Child {
 public:
  explicit Child(pid_t pid) : pid_{pid}, fd_{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))} {}

  enum class End { itself, timeout, interrupted };

  // Until it ends, the time is over, or `interrupt` (-1: nothing) is readable.
  End wait(Milliseconds timeout, int interrupt, Complaint& complaint) {
    const TimePoint until = Clock::now() + timeout;
    for (;;) {
      std::array<pollfd, 3> wanted{
          {{fd_.get(), POLLIN, 0}, {interrupt, POLLIN, 0}, {complaint.read_end(), POLLIN, 0}}};
      Milliseconds left = rounded_up(until - Clock::now());
      if (!fd_) left = std::min(left, kBlindStep);
      const int ready = ::poll(wanted.data(), wanted.size(), static_cast<int>(left.count()));
      if (wanted[2].revents != 0) complaint.read_on();
      if (wanted[0].revents != 0 || (!fd_ && has_ended())) return End::itself;
      if (wanted[1].revents != 0) return End::interrupted;
      if (ready >= 0 && Clock::now() >= until) return End::timeout;
    }
  }

  // Ends it and all it has started.
  void end(Complaint& complaint) {
    ::kill(-pid_, SIGTERM);
    wait(kGrace, -1, complaint);
    ::kill(-pid_, SIGKILL);
    wait(kDeath, -1, complaint);
  }

  // How it ended. It has.
  std::optional<int> status() const {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    return status;
  }

 private:
  bool has_ended() const {
    siginfo_t found{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &found, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           found.si_pid == pid_;
  }

  const pid_t pid_;
  const UniqueFd fd_;  // none where pidfd_open is forbidden; then it is asked again and again
};

std::string describe_end(std::optional<int> status) {
  if (!status) return "did not end";
  if (WIFEXITED(*status)) return "exit code " + std::to_string(WEXITSTATUS(*status));
  const char* words = ::sigdescr_np(WTERMSIG(*status));
  return "ended by signal " + std::to_string(WTERMSIG(*status)) +
         (words != nullptr ? " (" + std::string{words} + ")" : "");
}

AlertOutcome tell(const std::string& path, Milliseconds timeout, const AlertMessage& message,
                  int interrupt) {
  const auto hindered = [](int error) { return AlertOutcome{false, false, std::strerror(error)}; };
  const UniqueFd input = file_of(alert_json(message) + "\n");
  Complaint complaint;
  if (!input || !complaint.open()) return hindered(errno);
  std::vector<std::string> environment = alert_environment(message);
  const char* search = std::getenv("PATH");
  environment.push_back("PATH=" + std::string{search != nullptr ? search : kUsualPath});

  const TimePoint begin = Clock::now();
  pid_t pid = -1;
  const int error =
      Birth{}.give(pid, path, std::move(environment), input.get(), complaint.write_end());
  if (error != 0) return hindered(error);
  complaint.close_write_end();
  Child child{pid};
  const Child::End end = child.wait(timeout, interrupt, complaint);
  if (end != Child::End::itself) child.end(complaint);
  const std::optional<int> status = child.status();
  complaint.read_on();
  if (end == Child::End::interrupted) return {false, false, "interrupted"};
  if (end == Child::End::timeout) {
    return {false, false,
            "had not ended after " + describe_duration(timeout) + ", killed" + complaint.line()};
  }
  const auto took = std::chrono::round<Milliseconds>(Clock::now() - begin);
  const bool ok = status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
  return {ok, false,
          describe_end(status) + " in " + std::to_string(took.count()) + " ms" +
              (ok ? "" : complaint.line())};
}

}  // namespace

AlertTarget alert_program(const std::string& path, Milliseconds timeout) {
  return {"exec " + path, [path, timeout](const AlertMessage& message, int interrupt) {
            return tell(path, timeout, message, interrupt);
          }};
}

}  // namespace rrlb
