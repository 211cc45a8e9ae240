// The exchanges of one worker. They are reused, so a request allocates none. Those that wait for a
// place at a backend are tried again in the order of arrival.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "daemon/relay/exchange.h"

namespace rrlb {

class Exchanges {
 public:
  explicit Exchanges(RelayContext& context) : context_{context} {}

  // Begins to carry a request. Sets `events` to the exchange that the stream reports to; if the
  // exchange has ended already, the stream has been called with the result.
  void begin(ClientStream& client, ClientEvents*& events);

  // An exchange calls this when it ends.
  void over(Exchange& exchange);

  // Tries the queued exchanges again, and stops at the first that finds no place.
  void retry_queue();
  bool queue_is_full() const { return queued_.load(std::memory_order_relaxed) >= kMostQueued; }
  void joined_queue() { count_queued(1); }
  void left_queue() { count_queued(static_cast<std::uint64_t>(-1)); }
  bool any_queued() const { return queued_.load(std::memory_order_relaxed) > 0; }  // any thread

 private:
  static constexpr std::size_t kMostQueued = 1024;
  static constexpr std::size_t kMostSpare = 1024;

  void count_queued(std::uint64_t more);

  RelayContext& context_;
  OwnedList<Exchange> active_;
  std::vector<std::unique_ptr<Exchange>> spare_;
  std::atomic<std::uint64_t> queued_{0};
};

}  // namespace rrlb
