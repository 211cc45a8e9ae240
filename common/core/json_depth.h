// Whether JSON from elsewhere nests arrays and objects deeper than ours ever are: copying, writing or
// freeing a tree of it would use up the stack, so it is refused before one is built.
#pragma once

#include <string_view>

namespace rrlb {

// Brackets within texts do not count: a probe's detail may quote anything.
bool too_deep(std::string_view json);

}  // namespace rrlb
