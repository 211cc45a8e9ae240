// The response time that counts for a pick: a mean that is quick to believe in trouble.
//
// It rises to a longer time at once, and falls to shorter ones by an eighth of the difference each
// (the "peak EWMA" of Twitter's Finagle). And it falls by itself, every 100 ms by a thirty-second
// (half in about 2 s), so that one slow answer is forgotten although, because of it, no more
// requests come.
//
// Several workers may write it at once; then one of their times is lost, which does not matter.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace rrlb {

// In microseconds; 0 is "not known".
constexpr std::uint64_t response_ewma(std::uint64_t before, std::chrono::microseconds time) {
  const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(1, time.count()));
  if (now >= before) return now;
  return before - (before - now + 7) / 8;
}

// 100 ms later.
constexpr std::uint64_t faded_response_ewma(std::uint64_t before) { return before - before / 32; }

inline void record_response_time(std::atomic<std::uint64_t>& ewma, std::chrono::microseconds time) {
  const std::uint64_t before = ewma.load(std::memory_order_relaxed);
  const std::uint64_t after = response_ewma(before, time);
  if (after != before) ewma.store(after, std::memory_order_relaxed);
}

}  // namespace rrlb
