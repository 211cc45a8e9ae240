// When backends are probed, so that a thousand of them are not asked in one instant.
//
// First probes are spread evenly: 5 ms apart, or closer when that would take longer than one
// interval. Each later probe follows 90 to 100 % of the interval after the one before it began:
// never later, so that a backend which dies is noticed within fall x interval + timeout, whatever
// the jitter.
#pragma once

#include <chrono>
#include <cstdint>

namespace rrlb {

class ProbeSchedule {
 public:
  explicit ProbeSchedule(std::uint64_t seed) : state_{seed} {}

  // Of the backend at `position` among `count`.
  static std::chrono::milliseconds first_delay(std::size_t position, std::size_t count,
                                               std::chrono::milliseconds interval);

  std::chrono::milliseconds next_delay(std::chrono::milliseconds interval);

 private:
  std::uint64_t state_;
};

}  // namespace rrlb
