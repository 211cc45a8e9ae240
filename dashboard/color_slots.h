// Gives each backend a colour of the palette, which it keeps even if other backends come and go. A
// hash of the backend's URL selects the first slot to try; if that is taken, the next free one is
// used. If there are more backends than colours, the least used colour is given again with another
// pattern.
//
// (Taking colours straight from the hash would not work: of eight backends, two would nearly always
// have the same colour.)
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

  // Restores a colour that was given in the past.
  void remember(const std::string& url, Color color) { given_[url] = color; }

  // Sets the URLs that are shown now: new backends get colours that differ from theirs. If more
  // than kMost colours are remembered, those of other URLs are forgotten.
  void show(const std::vector<std::string>& present);

  // Returns the colour of this backend. Sets `is_new` if it is given now.
  Color color_of(const std::string& url, bool& is_new);

  const std::map<std::string, Color>& given() const { return given_; }

 private:
  std::map<std::string, Color> given_;
  std::array<std::set<int>, kSlots> used_;  // the patterns shown, for each slot
};

// The slot at which the search for a free one begins.
int first_slot(std::string_view url);

}  // namespace rrlb
