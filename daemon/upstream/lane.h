// What one worker keeps of one backend: its connections, those that wait for work newest first, and
// whether the backend has only just refused one.
#pragma once

#include <memory>
#include <vector>

#include "common/base/time.h"
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
  std::size_t open() const { return connections_.size(); }  // idle or not
  void end_all();

  // A connection that idles, the one used last: its caches are warm, and the others grow old.
  H1ServerConnection* take_idle();
  void park(H1ServerConnection& connection) { idle_.push_back(&connection); }
  void unpark(const H1ServerConnection& connection);
  std::size_t idle() const { return idle_.size(); }
  void end_idle();

  // The topology has it no more: nothing is parked.
  bool retired = false;

  // A backend that could not be reached is not tried again for a moment while others can be: its next
  // probe is up to an interval away, and each try costs a client time.
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
