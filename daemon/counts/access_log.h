// Passes access records from a worker, which must not wait, to the control thread, which may: a
// ring of bounded size. When the ring is full, a record is dropped and counted.
//
// One thread writes and one reads; there is no lock. Slots keep the memory of their texts, so a
// record costs no allocation once all slots have been used.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rrlb {

// The record of one exchange that is over.
struct AccessRecord {
  std::string client;  // its IP address
  std::string method;
  std::string target;        // as the client sent it, cut to a bounded length
  std::string backend;       // "" if no backend had the request
  int status = 0;            // of the response, even one of the balancer; 0 if none
  std::string_view failure;  // "" if there was none; "client_gone", "connect_refused" (failure.h)
  unsigned retries = 0;
  std::uint64_t bytes_received = 0;  // of the request's body
  std::uint64_t bytes_sent = 0;      // of the response's body
  std::chrono::microseconds took{0};
};

class AccessLog {
 public:
  AccessLog() = default;
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // For the writer: the next record to fill in, or nullptr (and one more dropped) if the ring is
  // full. add() makes the record visible to the reader.
  AccessRecord* next();
  void add();

  // For the reader: the oldest record, nullptr if there is none; pop() frees its slot.
  const AccessRecord* oldest() const;
  void pop();

  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  static constexpr std::size_t kSlots = 2048;
  static constexpr std::size_t kLongestTarget = 1024;

 private:
  std::atomic<AccessRecord*> slots_{nullptr};  // made when the first record is written
  alignas(64) std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> dropped_{0};
  alignas(64) std::atomic<std::uint64_t> read_{0};
};

}  // namespace rrlb
