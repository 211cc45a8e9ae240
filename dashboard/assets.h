// The page's files, inside the program: nothing to find at run time, no version to mismatch.
#pragma once

#include <span>
#include <string_view>

namespace rrlb {

struct Asset {
  std::string_view name;  // "app.css"
  std::string_view content;
};

// All files of assets/ that CMakeLists.txt lists.
std::span<const Asset> assets();

}  // namespace rrlb
