// The known word that a mistyped one was meant to be.
#pragma once

#include <string_view>
#include <vector>

namespace rrlb {

// The candidate at the smallest edit distance (insert, delete, replace, swap of neighbours), if
// that is near enough to be a slip: at most a third of the word's length, and at least 1. Empty if
// none is.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace rrlb
