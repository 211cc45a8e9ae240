// A small file that is read whole and replaced at once: after a crash it holds the old text or the
// new one, never a part.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

struct StateText {
  std::optional<std::string> text;  // none: there is no such file, or there is a problem
  std::string problem;              // "FILE: Permission denied", or ""
};

// At most 4 MiB.
StateText read_state_file(const std::string& file);

// Returns "", or what hindered it ("FILE: No space left on device"); then the old text stands.
std::string write_state_file(const std::string& file, std::string_view text);

}  // namespace rrlb
