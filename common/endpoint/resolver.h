// Looks up names without blocking the loop (evdns). Returns all addresses, because `localhost` may
// be ::1 first while the server listens on 127.0.0.1 only.
//
// IP addresses and `localhost` (RFC 6761 6.3) need no lookup. /etc/hosts and /etc/resolv.conf are
// read once, by the constructor.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/event/event_loop.h"

namespace rrlb {

struct Resolved {
  std::vector<std::string> ips;  // IPv4 first
  std::string problem;           // "name does not resolve (no such host)" if there are none
};

class Resolver {
 public:
  explicit Resolver(EventLoop& loop);
  ~Resolver();

  // A lookup in progress. Destroying it cancels the lookup: `done` is then never called. It may
  // outlive the resolver.
  class Lookup;

  // Calls `done` once, from the loop, never within this call.
  std::unique_ptr<Lookup> resolve(const std::string& host, std::function<void(Resolved)> done);

 private:
  EventLoop& loop_;
  std::shared_ptr<evdns_base> dns_;  // shared with the lookups in progress
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
