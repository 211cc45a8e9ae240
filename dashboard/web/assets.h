// The page's files are part of the program, so that none can be missing or of another version.
#pragma once

#include <span>
#include <string_view>

namespace rrlb {

struct Asset {
  std::string_view name;     // "app.css"
  std::string_view gzipped;  // the content, compressed
  std::string_view etag;     // changes with the content; with quotes (RFC 9110 8.8.3)
};

// All files of assets/, and those of uPlot.
std::span<const Asset> assets();

// The page itself: a template (page.h).
std::string_view page_template();

}  // namespace rrlb
