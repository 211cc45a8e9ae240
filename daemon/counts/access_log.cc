#include "daemon/counts/access_log.h"

namespace rrlb {

AccessLog::~AccessLog() { delete[] slots_.load(std::memory_order_relaxed); }

AccessRecord* AccessLog::next() {
  const std::uint64_t at = written_.load(std::memory_order_relaxed);
  if (at - read_.load(std::memory_order_acquire) >= kSlots) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return nullptr;
  }
  AccessRecord* slots = slots_.load(std::memory_order_relaxed);
  if (slots == nullptr) {
    slots = new AccessRecord[kSlots];
    slots_.store(slots, std::memory_order_relaxed);  // read only after add()
  }
  return &slots[at % kSlots];
}

void AccessLog::add() {
  written_.store(written_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

const AccessRecord* AccessLog::oldest() const {
  const std::uint64_t at = read_.load(std::memory_order_relaxed);
  if (at == written_.load(std::memory_order_acquire)) return nullptr;
  return &slots_.load(std::memory_order_relaxed)[at % kSlots];
}

void AccessLog::pop() {
  read_.store(read_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

}  // namespace rrlb
