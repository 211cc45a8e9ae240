// The upstreams that requests are spread over, and the pick among those that are eligible.
//
// Immutable but for the cursor: when an upstream becomes eligible or ceases to be, the control
// thread builds a new pool. That is why a pick asks nobody whether its answer may be used: no lock,
// no allocation, no search. The cursor is shared by all workers and by successive pools, so round
// robin is exact over all of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "balance/pick_table.h"
#include "balance/upstream.h"
#include "core/config.h"

namespace rrlb {

// An upstream as one topology sees it.
struct Member {
  std::shared_ptr<Upstream> upstream;
  std::uint64_t weight = 1;
  std::string ip;                   // where it is connected to; "" until a probe has found it
  std::uint64_t max_in_flight = 0;  // 0: no limit
  std::string authority;            // of its url, as a Host field has it
  std::string location;             // what a redirect puts before the path: "http://web1:8080/app"
  std::uint64_t percent = 100;      // of its weight, that it gets now
  bool in_panic = false;            // is used although it is not eligible
  std::string sticky_token;         // "" where clients are not kept
};

struct alignas(64) PickCursor {
  std::atomic<std::uint64_t> next{0};
};

class Pool {
 public:
  Pool(std::vector<Member> members, Algorithm algorithm, std::shared_ptr<PickCursor> cursor);

  // The member whose turn it is; nullptr when none is eligible. From any thread.
  const Member* pick() const {
    if (table_.empty()) return nullptr;
    return at_turn(cursor_->next.fetch_add(1, std::memory_order_relaxed));
  }

  // The one whose turn that is, for a caller who counts his own. From any thread.
  const Member* at_turn(std::uint64_t turn) const {
    return table_.empty() ? nullptr : &members_[table_[turn % table_.size()]];
  }

  const std::vector<Member>& members() const { return members_; }  // eligible or not
  // Positions among members().
  const std::vector<std::uint32_t>& eligible() const { return eligible_; }

 private:
  std::vector<Member> members_;
  std::vector<std::uint32_t> eligible_;
  PickTable table_;
  std::shared_ptr<PickCursor> cursor_;
};

}  // namespace rrlb
