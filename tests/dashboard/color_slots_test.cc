#include "dashboard/color_slots.h"

#include <gtest/gtest.h>

#include <set>

namespace rrlb {
namespace {

std::vector<std::string> urls(const std::string& host, int count) {
  std::vector<std::string> all;
  for (int i = 1; i <= count; ++i) {
    all.push_back("http://" + host + ":" + std::to_string(5000 + i));
  }
  return all;
}

// The colours of these URLs, given in this order.
std::vector<Color> give(ColorSlots& slots, const std::vector<std::string>& present) {
  std::vector<Color> colors;
  bool is_new = false;
  slots.show(present);
  for (const std::string& url : present) colors.push_back(slots.color_of(url, is_new));
  return colors;
}

std::set<std::pair<int, int>> distinct(const std::vector<Color>& colors) {
  std::set<std::pair<int, int>> all;
  for (const Color& color : colors) all.emplace(color.slot, color.pattern);
  return all;
}

TEST(ColorSlots, UpToEightBackendsHaveEightColors) {
  for (const auto* host : {"127.0.0.1", "localhost", "web", "10.0.0.7"}) {
    for (int count = 1; count <= 8; ++count) {
      ColorSlots slots;
      const std::vector<Color> colors = give(slots, urls(host, count));
      EXPECT_EQ(distinct(colors).size(), static_cast<std::size_t>(count)) << host << " " << count;
      for (const Color& color : colors) EXPECT_EQ(color.pattern, 0);
    }
  }
}

TEST(ColorSlots, MoreThanEightBackendsDifferByPattern) {
  ColorSlots slots;
  const std::vector<Color> colors = give(slots, urls("web", 30));
  EXPECT_EQ(distinct(colors).size(), 30);
  for (const Color& color : colors) {
    EXPECT_GE(color.slot, 0);
    EXPECT_LT(color.slot, ColorSlots::kSlots);
    EXPECT_LE(color.pattern, 3);  // 30 backends have 8 colours
  }
}

TEST(ColorSlots, AColorDoesNotChangeWhenOtherBackendsLeave) {
  const std::vector<std::string> all = urls("web", 12);
  ColorSlots slots;
  const std::vector<Color> before = give(slots, all);
  for (std::size_t gone = 0; gone < all.size(); ++gone) {
    std::vector<std::string> rest = all;
    std::vector<Color> expected = before;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(gone));
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(gone));
    EXPECT_EQ(give(slots, rest), expected);
  }
}

TEST(ColorSlots, ColorsOfRemovedBackendsAreForgottenIfThereAreTooMany) {
  ColorSlots slots;
  const std::vector<std::string> staying = urls("web", 8);
  const std::vector<Color> before = give(slots, staying);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::string> present = urls("passing" + std::to_string(round), 1'000);
    present.insert(present.begin(), staying.begin(), staying.end());
    give(slots, present);
  }
  EXPECT_LE(slots.given().size(), ColorSlots::kMost + 1'000);
  EXPECT_EQ(give(slots, staying), before);
}

TEST(ColorSlots, RememberedColorsAreKept) {
  ColorSlots slots;
  slots.remember("http://web:5001", {7, 2});
  bool is_new = true;
  EXPECT_EQ(slots.color_of("http://web:5001", is_new), (Color{7, 2}));
  EXPECT_FALSE(is_new);
  slots.color_of("http://web:5002", is_new);
  EXPECT_TRUE(is_new);
}

// So that few colours change when the history is lost.
TEST(ColorSlots, TheUrlDeterminesTheFirstSlot) {
  EXPECT_EQ(first_slot("http://127.0.0.1:5001"), first_slot("http://127.0.0.1:5001"));
  std::set<int> seen;
  for (const std::string& url : urls("web", 100)) seen.insert(first_slot(url));
  EXPECT_EQ(seen.size(), 8);
}

}  // namespace
}  // namespace rrlb
