// The page's files, inside the program: nothing to find at run time, no version to mismatch.
#pragma once

#include <string_view>

namespace rrlb::assets {

extern const std::string_view kIndexHtml;
extern const std::string_view kAppCss;
extern const std::string_view kAppJs;

}  // namespace rrlb::assets
