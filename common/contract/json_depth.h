// How deep JSON from elsewhere may be nested.
#pragma once

#include <string_view>

namespace rrlb {

// Whether arrays and objects are nested deeper than ours ever are (32 levels): to copy or to write
// a tree of thousands of levels takes a stack as deep, so it is refused before it is built.
// Brackets within texts do not count: a probe's detail may quote anything.
bool nested_too_deep(std::string_view json);

}  // namespace rrlb
