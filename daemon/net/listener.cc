#include "daemon/net/listener.h"

#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include "common/service/listen_socket.h"
#include "common/service/logging.h"

namespace rrlb {
namespace {

constexpr int kAcceptsAnEvent = 64;  // then the connected clients have their turn
constexpr Milliseconds kPause{20};
constexpr std::chrono::seconds kBetweenComplaints{10};
constexpr int kMostWaiting = 16 * 1024;  // an upper bound of the kernel's queue

int descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, INT_MAX));
}

// INT_MAX if no descriptor is free.
int lowest_free_descriptor() {
  const UniqueFd free{::eventfd(0, EFD_CLOEXEC)};
  return free ? free.get() : INT_MAX;
}

// Errors of accept(2) that belong to the new connection, not to the listening socket.
bool concerns_one_client(int error) {
  return error == EINTR || error == ECONNABORTED || error == EPROTO || error == ENETDOWN ||
         error == ENOPROTOOPT || error == EHOSTDOWN || error == EHOSTUNREACH ||
         error == ENETUNREACH || error == ENONET || error == EOPNOTSUPP;
}

IpBits bits_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return ipv4_bits(reinterpret_cast<const std::uint8_t*>(&v4.sin_addr));
  }
  IpBits bits{};
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::memcpy(bits.data(), &v6.sin6_addr, bits.size());
  }
  return bits;
}

}  // namespace

Listener::Listener(EventLoop& loop, Admission& admission, UniqueFd listening_socket,
                   std::uint32_t number)
    : admission_{admission},
      socket_{std::move(listening_socket)},
      number_{number},
      descriptor_limit_{descriptor_limit()},
      event_{
          event_new(loop.base(), socket_.get(), EV_READ | EV_PERSIST, &Listener::on_event, this)},
      resume_{loop, [this] { resume(); }} {
  event_add(event_.get(), nullptr);
}

void Listener::on_event(evutil_socket_t, short, void* self) noexcept {
  static_cast<Listener*>(self)->accept_some(kAcceptsAnEvent);
}

// The lowest descriptor that is reserved. Each backend needs up to two, for a probe and for polling
// its metrics, and the rest of the program some more. At most a quarter of all is reserved, so that
// a low limit leaves room for clients.
int Listener::first_reserved(const Admission::Limits& limits) const {
  const auto backends = static_cast<int>(std::min<std::uint64_t>(limits.backends, INT_MAX / 4));
  constexpr int kForTheRest = 64;
  return descriptor_limit_ - std::min(kForTheRest + 2 * backends, descriptor_limit_ / 4);
}

std::uint64_t Listener::most_clients(const Admission::Limits& limits) const {
  if (limits.max_clients != 0) return limits.max_clients;
  const auto descriptors = static_cast<std::uint64_t>(std::max(first_reserved(limits), 2));
  return limits.carries ? descriptors / 2 : descriptors;
}

// Why this process cannot accept another client now; "" if it can.
std::string Listener::obstacle(const Admission::Limits& limits, int lowest_free) const {
  if (lowest_free >= first_reserved(limits)) {
    admission_.free_descriptors();
    return std::strerror(EMFILE);
  }
  const std::uint64_t most = most_clients(limits);
  if (admission_.clients() < most) return {};
  return std::to_string(most) + " clients are connected" +
         (limits.max_clients != 0 ? " (max_connections)" : "");
}

void Listener::accept_some(int most) {
  const Admission::Limits limits = admission_.limits();
  for (int i = 0; i < most; ++i) {
    sockaddr_storage client{};
    socklen_t size = sizeof client;
    const int fd = ::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&client), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      admission_.admit(UniqueFd{fd}, bits_of(client), number_);
      // The kernel returns the lowest free number. While draining, all clients that already wait
      // are accepted.
      if (limits.draining) continue;
      if (const std::string why = obstacle(limits, fd); !why.empty()) return pause(why);
    } else if (errno == EAGAIN) {
      return;
    } else if (!concerns_one_client(errno)) {
      return pause(std::strerror(errno));
    }
  }
}

void Listener::pause(const std::string& why) {
  event_del(event_.get());
  resume_.start(kPause);
  const TimePoint now = Clock::now();
  if (last_complaint_ != TimePoint{} && now - last_complaint_ < kBetweenComplaints) return;
  last_complaint_ = now;
  log_warning("listen " + bound_address(socket_.get()).text() + ": accepting pauses, " + why);
}

void Listener::resume() {
  if (!obstacle(admission_.limits(), lowest_free_descriptor()).empty()) {
    return resume_.start(kPause);
  }
  event_add(event_.get(), nullptr);
}

void Listener::stop() {
  accept_some(kMostWaiting);
  resume_.cancel();
  event_.reset();
  socket_.reset();
}

}  // namespace rrlb
