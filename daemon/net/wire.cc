#include "daemon/net/wire.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace rrlb {
namespace {

// The system is short of memory: it will not report when the socket can be written to.
bool short_of_memory(int error) { return error == ENOBUFS || error == ENOMEM || error == EINTR; }
bool try_later(int error) { return error == EAGAIN || short_of_memory(error); }

}  // namespace

Wire::Wire(event_base* base, UniqueFd fd, event_callback_fn on_event, void* owner)
    : base_{base}, fd_{std::move(fd)} {
  event_assign(&event_, base_, fd_.get(), EV_READ, on_event, owner);
}

void Wire::close() {
  if (!fd_) return;
  event_del(&event_);
  if (congested()) reset_on_close();
  fd_.reset();
}

bool Wire::watch(bool writable) {
  event_del(&event_);
  watches_writable_ = writable;
  constexpr short kAlways = EV_READ | EV_CLOSED | EV_ET | EV_PERSIST;
  event_assign(&event_, base_, fd_.get(), static_cast<short>(kAlways | (writable ? EV_WRITE : 0)),
               event_get_callback(&event_), event_get_callback_arg(&event_));
  return event_add(&event_, nullptr) == 0;
}

void Wire::saw(short what) {
  if ((what & EV_CLOSED) != 0) ending_ = true;
  if ((what & (EV_READ | EV_CLOSED)) != 0) readable_ = true;
}

Wire::Received Wire::receive(char* to, std::size_t size) {
  const ssize_t got = ::recv(fd_.get(), to, size, 0);
  if (got > 0) {
    const auto bytes = static_cast<std::size_t>(got);
    // A receive that did not fill the buffer has read everything (epoll(7)), except the end of the
    // stream, which an event has already reported if it had arrived.
    readable_ = bytes == size || ending_;
    return {Got::bytes, bytes};
  }
  if (got == 0) {
    readable_ = false;
    return {reset_ ? Got::broken : Got::end};
  }
  if (errno == EINTR) return {Got::nothing_yet};
  readable_ = false;
  return {errno == EAGAIN ? Got::nothing_yet : Got::broken};
}

int Wire::connect_error() const {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

bool Wire::stale() const {
  char byte = 0;
  return ::recv(fd_.get(), &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN;
}

bool Wire::send(std::string_view first, std::string_view second) {
  if (congested()) return keep(first) && keep(second);
  std::array<iovec, 2> parts{{{const_cast<char*>(first.data()), first.size()},
                              {const_cast<char*>(second.data()), second.size()}}};
  ssize_t sent = 0;
  if (second.empty()) {
    sent = ::send(fd_.get(), first.data(), first.size(), MSG_NOSIGNAL);
  } else {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
  }
  if (sent < 0 && !try_later(errno)) return refused(errno);
  if (sent < 0 && short_of_memory(errno)) watches_writable_ = false;
  auto taken = static_cast<std::size_t>(sent < 0 ? 0 : sent);
  sent_ += taken;
  if (taken == first.size() + second.size()) return true;
  const std::size_t of_first = std::min(taken, first.size());
  return keep(first.substr(of_first)) && keep(second.substr(taken - of_first));
}

bool Wire::keep(std::string_view rest) {
  unsent_ += rest;
  return watches_writable_ || watch(true);
}

// A socket reports its error once: after a failed send, a receive sees a reset as an ordinary end.
// EPIPE is not an error: the peer ended the stream properly before.
bool Wire::refused(int error) {
  reset_ = reset_ || error != EPIPE;
  return false;
}

bool Wire::flush() {
  if (!congested()) return true;
  const ssize_t sent = ::send(fd_.get(), unsent_.data() + unsent_begin_, unsent(), MSG_NOSIGNAL);
  if (sent < 0 && !try_later(errno)) return refused(errno);
  if (sent < 0) return errno == EAGAIN || watch(true);
  sent_ += static_cast<std::size_t>(sent);
  unsent_begin_ += static_cast<std::size_t>(sent);
  if (unsent() > 0) return true;
  std::string{}.swap(unsent_);
  unsent_begin_ = 0;
  return true;
}

std::uint64_t Wire::taken() const {
  int waiting = 0;
  ::ioctl(fd_.get(), SIOCOUTQ, &waiting);
  return sent_ - static_cast<std::uint64_t>(waiting);
}

bool Wire::broken() const {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
}

void Wire::again() {
  if (readable_) watch(watches_writable_);
}

void Wire::shut_down() { ::shutdown(fd_.get(), SHUT_WR); }

void Wire::reset_on_close() {
  const linger now{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace rrlb
