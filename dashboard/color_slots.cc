#include "dashboard/color_slots.h"

#include <cstdint>

namespace rrlb {
namespace {

std::size_t slot_of(const Color& color) { return static_cast<std::size_t>(color.slot); }

}  // namespace

// FNV-1a, followed by the final mixing of MurmurHash3, because FNV alone gives similar texts
// similar last bits.
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

void ColorSlots::show(const std::vector<std::string>& present) {
  if (given_.size() > kMost) {
    const std::set<std::string_view> stay{present.begin(), present.end()};
    std::erase_if(given_, [&stay](const auto& entry) { return !stay.contains(entry.first); });
  }
  used_ = {};
  for (const std::string& url : present) {
    const auto found = given_.find(url);
    if (found != given_.end()) used_.at(slot_of(found->second)).insert(found->second.pattern);
  }
}

Color ColorSlots::color_of(const std::string& url, bool& is_new) {
  const auto known = given_.find(url);
  is_new = known == given_.end();
  if (!is_new) return known->second;
  const auto patterns_of = [this](int slot) -> std::set<int>& {
    return used_.at(static_cast<std::size_t>(slot));
  };
  int best = first_slot(url);
  for (int i = 1; i < kSlots; ++i) {
    const int slot = (first_slot(url) + i) % kSlots;
    if (patterns_of(slot).size() < patterns_of(best).size()) best = slot;
  }
  int pattern = 0;
  while (patterns_of(best).contains(pattern)) ++pattern;
  patterns_of(best).insert(pattern);
  return given_[url] = {best, pattern};
}

}  // namespace rrlb
