// The page's files, inside the program: nothing to find at run time, no version to mismatch.
#pragma once

#include <span>
#include <string_view>

namespace rrlb {

struct Asset {
  std::string_view name;     // "app.css"
  std::string_view gzipped;  // its content, as most browsers take it
  std::string_view etag;     // changes with the content, quotes included (RFC 9110 8.8.3)
};

// All files of assets/, and uPlot's.
std::span<const Asset> assets();

// The page itself: a template (page.h).
std::string_view page_template();

}  // namespace rrlb
