// A small file that is read and replaced as a whole: after a crash it contains the old text or the
// new text, never a part.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

struct StateText {
  std::optional<std::string> text;  // absent if the file does not exist or cannot be read
  std::string problem;              // "FILE: Permission denied", or ""
};

// Reads at most 4 MiB; a longer file is a problem.
StateText read_state_file(const std::string& file);

// Returns an error message ("FILE: No space left on device"), or "" on success. After an error the
// file still has its old text.
std::string write_state_file(const std::string& file, std::string_view text);

}  // namespace rrlb
