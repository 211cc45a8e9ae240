#include "daemon/lifecycle/take_over.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "common/base/duration.h"
#include "common/service/logging.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{30'000};

std::string process(pid_t pid) { return "take-over: process " + std::to_string(pid); }

// Why this process cannot end without taking its successor with it, "" if it can.
std::string why_irreplaceable() {
  if (::getpid() == 1) return "process 1 cannot be replaced";
  const char* main_process = std::getenv("SYSTEMD_EXEC_PID");
  const bool is_main = main_process != nullptr && main_process == std::to_string(::getpid());
  if (is_main && std::getenv("NOTIFY_SOCKET") == nullptr) return "the unit is not of Type=notify";
  return {};
}

// The code that a midwife leaves with.
std::string end_in_words(int code) {
  if (code > 128) return "was ended by signal " + std::to_string(code - 128);
  return "ended with code " + std::to_string(code);
}

// The first of these sockets, if there is one.
template <typename Condition>
UniqueFd take_first(std::vector<InheritedSocket>& inherited, Condition condition) {
  const auto found = std::find_if(inherited.begin(), inherited.end(), condition);
  if (found == inherited.end()) return {};
  UniqueFd taken = std::move(found->fd);
  inherited.erase(found);
  return taken;
}

}  // namespace

UniqueFd take_channel(std::vector<InheritedSocket>& inherited) {
  return take_first(inherited,
                    [](const InheritedSocket& socket) { return socket.name == kChannelName; });
}

UniqueFd take_admin_socket(std::vector<InheritedSocket>& inherited, const std::string& path) {
  UniqueFd taken = take_first(inherited, [&path](const InheritedSocket& socket) {
    return listens_on_unix(socket.fd.get(), path);
  });
  std::erase_if(inherited, [](const InheritedSocket& other) { return other.name == kAdminName; });
  return taken;
}

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

Successor::Successor(EventLoop& loop, OwnProgram program, std::function<void()> ready)
    : loop_{loop},
      program_{std::move(program)},
      ready_{std::move(ready)},
      patience_{loop, [this] { give_up(); }},
      on_child_{loop, SIGCHLD, [this] { on_child(); }} {}

void Successor::start(std::vector<PassedSocket> sockets) {
  if (pid_ != 0) return log_warning(process(pid_) + " is starting already, no other is started");
  if (const std::string why = why_irreplaceable(); !why.empty()) {
    return log_warning("take-over: " + why + ", no other is started");
  }
  std::array<int, 2> ends{-1, -1};
  ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data());
  UniqueFd ours{ends[0]};
  const UniqueFd theirs{ends[1]};
  sockets.push_back({theirs.get(), kChannelName});
  const OwnProgram::Started started = program_.start(sockets);
  if (!started.problem.empty()) {
    return log_warning("take-over: " + started.problem + "; this process goes on");
  }
  pid_ = started.pid;
  midwife_ = started.midwife;
  channel_ = std::make_unique<Channel>(loop_, std::move(ours), [this](bool r) { on_channel(r); });
  patience_.start(kPatience);
  log_info(process(pid_) + " starts");
}

// If it has gone without a word, the end of its midwife says more.
void Successor::on_channel(bool ready) {
  if (!ready || !patience_.pending()) return;
  patience_.cancel();
  if (dismiss_midwife()) ready_();
}

// False if the successor has ended in the last moment.
bool Successor::dismiss_midwife() {
  int status = 0;
  ::kill(midwife_, SIGKILL);
  ::waitpid(midwife_, &status, 0);
  midwife_ = 0;
  if (WIFEXITED(status)) fail(end_in_words(WEXITSTATUS(status)));
  return !WIFEXITED(status);
}

void Successor::put_in_charge() { channel_->say(); }

void Successor::on_child() {
  int status = 0;
  if (midwife_ == 0 || ::waitpid(midwife_, &status, WNOHANG) != midwife_) return;
  if (WIFEXITED(status)) {
    fail(why_it_failed_.empty() ? end_in_words(WEXITSTATUS(status)) : why_it_failed_);
  } else {
    ::kill(pid_, SIGKILL);
    fail("lost its midwife");  // to somebody who kills processes by hand
  }
}

void Successor::give_up() {
  why_it_failed_ = "was not ready within " + describe_duration(kPatience);
  ::kill(pid_, SIGKILL);
}

void Successor::fail(const std::string& why) {
  log_warning(process(pid_) + " " + why + "; this process goes on");
  forget();
}

void Successor::stop() {
  if (midwife_ == 0) return;
  ::kill(pid_, SIGTERM);
  forget();
}

void Successor::forget() {
  patience_.cancel();
  channel_.reset();
  why_it_failed_.clear();
  pid_ = midwife_ = 0;
}

}  // namespace rrlb
