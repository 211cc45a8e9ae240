#include "take_over.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "runtime/logging.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{30'000};

std::string process(pid_t pid) { return "take-over: process " + std::to_string(pid); }

std::string end_in_words(int status) {
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  return "ended with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Channel::Channel(EventLoop& loop, UniqueFd socket, std::function<void(bool)> heard)
    : socket_{std::move(socket)},
      heard_{std::move(heard)},
      event_{event_new(loop.base(), socket_.get(), EV_READ, &Channel::on_event, this)} {
  event_add(event_.get(), nullptr);
}

void Channel::say() {
  const char word = '!';
  [[maybe_unused]] const ssize_t sent = ::send(socket_.get(), &word, 1, MSG_NOSIGNAL);
}

void Channel::on_event(evutil_socket_t fd, short, void* self) noexcept {
  char word = 0;
  const bool said = ::recv(fd, &word, 1, 0) == 1;
  static_cast<Channel*>(self)->heard_(said);
}

Successor::Successor(EventLoop& loop, OwnProgram program, std::function<void()> ready,
                     std::function<void()> lost)
    : loop_{loop},
      program_{std::move(program)},
      ready_{std::move(ready)},
      lost_{std::move(lost)},
      patience_{loop, [this] { give_up(); }},
      on_child_{loop, SIGCHLD, [this] { on_child(); }} {}

void Successor::start(std::vector<PassedSocket> sockets) {
  if (pid_ != 0) return log_warning(process(pid_) + " is starting already, no other is started");
  std::array<int, 2> ends{-1, -1};
  ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data());
  UniqueFd ours{ends[0]};
  const UniqueFd theirs{ends[1]};
  sockets.push_back({theirs.get(), kChannelName});
  const OwnProgram::Child child = program_.start(sockets);
  if (!child.problem.empty()) {
    return log_warning("take-over: " + child.problem + "; this process goes on");
  }
  pid_ = child.pid;
  channel_ = std::make_unique<Channel>(loop_, std::move(ours), [this](bool r) { on_channel(r); });
  patience_.start(kPatience);
  log_info(process(pid_) + " starts");
}

// If it has gone without a word, the signal of its end says more.
void Successor::on_channel(bool ready) {
  if (!ready || !patience_.pending()) return;
  patience_.cancel();
  ready_();
}

void Successor::put_in_charge() {
  in_charge_ = true;
  channel_->say();
}

void Successor::on_child() {
  if (pid_ == 0) return;
  if (in_charge_) {
    // Left to systemd, whose main process it is: so it hears how it ended.
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (info.si_pid == pid_) lost_();
    return;
  }
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return;
  if (why_it_failed_.empty()) why_it_failed_ = end_in_words(status);
  log_warning(process(pid_) + " " + why_it_failed_ + "; this process goes on");
  forget();
}

void Successor::give_up() {
  why_it_failed_ = "was not ready within " + describe_duration(kPatience);
  ::kill(pid_, SIGKILL);
}

void Successor::stop() {
  if (pid_ == 0 || in_charge_) return;
  ::kill(pid_, SIGTERM);
  forget();
}

void Successor::forget() {
  patience_.cancel();
  channel_.reset();
  why_it_failed_.clear();
  pid_ = 0;
}

}  // namespace rrlb
