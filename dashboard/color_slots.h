// Gives each backend a colour of the palette that stays its own: the first slot follows from a hash
// of its URL, a slot that is taken gives way to the next, and what was given is remembered, whoever
// else comes and goes. Where there are more backends than colours the one least used is given
// again, with a pattern that tells the two apart.
//
// Pure. (Colours straight from a hash would not do: of eight backends two are nearly always alike.)
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/view/view.h"

namespace rrlb {

class ColorSlots {
 public:
  static constexpr int kSlots = 8;
  static constexpr std::size_t kMost = 20'000;

  // What was given in the past.
  void remember(const std::string& url, Color color) { given_[url] = color; }

  // These URLs are shown from now on: who is new should be told apart from them. Beyond kMost,
  // what was given to others is forgotten.
  void show(const std::vector<std::string>& present);

  // The colour of this backend. True in `is_new` if it is given now.
  Color color_of(const std::string& url, bool& is_new);

  const std::map<std::string, Color>& given() const { return given_; }

 private:
  std::map<std::string, Color> given_;
  std::array<std::set<int>, kSlots> used_;  // the patterns of each slot that are shown
};

// Where the search for a free slot begins.
int first_slot(std::string_view url);

}  // namespace rrlb
