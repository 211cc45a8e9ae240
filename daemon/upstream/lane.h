// What one worker keeps for one backend: its connections, the idle ones newest first, and whether
// the backend has just refused one.
#pragma once

#include <memory>
#include <vector>

#include "common/base/clock.h"
#include "daemon/balance/pools/upstream.h"
#include "daemon/upstream/h1_connection.h"

namespace rrlb {

class Lane {
 public:
  explicit Lane(std::shared_ptr<Upstream> upstream) : upstream_{std::move(upstream)} {}

  Upstream& upstream() const { return *upstream_; }
  UpstreamCounters& counters() const { return upstream_->counters(); }

  H1ServerConnection& add(std::unique_ptr<H1ServerConnection> connection);
  std::unique_ptr<H1ServerConnection> remove(H1ServerConnection& connection);
  std::size_t open() const { return connections_.size(); }  // including idle ones
  void end_all();

  // The idle connection that was used last: its caches are warm, and the unused ones can expire.
  H1ServerConnection* take_idle();
  void park(H1ServerConnection& connection) { idle_.push_back(&connection); }
  void unpark(const H1ServerConnection& connection);
  std::size_t idle() const { return idle_.size(); }
  void end_idle();

  // The topology no longer has the backend: connections are not kept.
  bool retired = false;

  // A backend that could not be reached is avoided for a moment while others can be reached: its
  // next probe may be a whole interval away, and each attempt costs a client time.
  void avoid(TimePoint now) { avoid_until_ = now + kAvoid; }
  bool avoided(TimePoint now) const { return now < avoid_until_; }
  void reached() { avoid_until_ = {}; }

 private:
  static constexpr Milliseconds kAvoid{1'000};

  const std::shared_ptr<Upstream> upstream_;
  OwnedList<H1ServerConnection> connections_;
  std::vector<H1ServerConnection*> idle_;
  TimePoint avoid_until_{};
};

}  // namespace rrlb
