// Reads a secret from a file: 16 to 4096 bytes, without a newline at the end.
#pragma once

#include <string>

namespace rrlb {

struct Secret {
  std::string value;    // "" if there is a problem
  std::string problem;  // "FILE: expected a secret of 16 to 4096 bytes, found 3", or ""
  std::string warning;  // "FILE: readable by everyone (chmod o-r)", or ""
};

Secret read_secret(const std::string& file);

}  // namespace rrlb
