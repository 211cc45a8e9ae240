#include "color_slots.h"

#include <array>
#include <cstdint>
#include <set>

namespace rrlb {

// FNV-1a, and the mixing that ends MurmurHash3: of FNV alone the last bits of similar texts are
// alike.
int first_slot(std::string_view url) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : url) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  hash ^= hash >> 33U;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33U;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  hash ^= hash >> 33U;
  return static_cast<int>(hash % ColorSlots::kSlots);
}

Color ColorSlots::color_of(const std::string& url, const std::vector<std::string>& present,
                           bool& is_new) {
  const auto known = given_.find(url);
  is_new = known == given_.end();
  if (!is_new) return known->second;
  std::array<std::set<int>, kSlots> used;  // the patterns of each slot
  for (const std::string& other : present) {
    if (const auto found = given_.find(other); found != given_.end()) {
      used.at(static_cast<std::size_t>(found->second.slot)).insert(found->second.pattern);
    }
  }
  const auto patterns_of = [&used](int slot) -> const std::set<int>& {
    return used.at(static_cast<std::size_t>(slot));
  };
  int best = first_slot(url);
  for (int i = 1; i < kSlots; ++i) {
    const int slot = (first_slot(url) + i) % kSlots;
    if (patterns_of(slot).size() < patterns_of(best).size()) best = slot;
  }
  int pattern = 0;
  while (patterns_of(best).contains(pattern)) ++pattern;
  return given_[url] = {best, pattern};
}

}  // namespace rrlb
