// Sends one GET request and follows redirects, with one deadline for all of it.
//
// Follows at most five redirects: 301, 302, 303, 307 and 308 with a Location field.
#pragma once

#include <functional>
#include <memory>

#include "common/base/clock.h"
#include "common/endpoint/http_client.h"
#include "traffic/tally.h"
#include "traffic/target.h"

namespace rrlb {

class Request {
 public:
  using Done = std::function<void(const Outcome&)>;

  // Calls `done` once, from the loop; `done` may destroy the request. Destroying it earlier cancels
  // it.
  Request(EventLoop& loop, Resolver& resolver, Target target, Milliseconds timeout, Done done);

 private:
  void ask();
  void take(HttpResult result);
  bool redirect(const HttpResult& result);
  void finish(std::string problem);

  EventLoop& loop_;
  Resolver& resolver_;
  Target target_;
  const Milliseconds timeout_;
  Done done_;
  const TimePoint started_ = Clock::now();
  int redirects_ = 0;
  Outcome outcome_;
  std::unique_ptr<HttpGet> get_;
};

}  // namespace rrlb
