// Looks names up without blocking the loop (evdns), and gives all addresses, not just the first:
// `localhost` may be ::1 where the server listens on 127.0.0.1 alone.
//
// IP addresses and `localhost` (RFC 6761 6.3) need no look-up. /etc/hosts and /etc/resolv.conf are
// read once, when the resolver is made.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/event/event_loop.h"

namespace rrlb {

struct Resolved {
  std::vector<std::string> ips;  // IPv4 first
  std::string problem;           // "name does not resolve (no such host)" when there are none
};

class Resolver {
 public:
  explicit Resolver(EventLoop& loop);
  ~Resolver();

  // One look-up under way. Destroying it forgets the look-up: `done` is then never called. It may
  // outlive the resolver.
  class Lookup;

  // Calls `done` once, from the loop, never from within this call.
  std::unique_ptr<Lookup> resolve(const std::string& host, std::function<void(Resolved)> done);

 private:
  EventLoop& loop_;
  std::shared_ptr<evdns_base> dns_;  // shared with the look-ups under way
};

class Resolver::Lookup {
 public:
  ~Lookup();

 private:
  friend class Resolver;
  struct State;
  explicit Lookup(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace rrlb
