// Reads a secret from a file: 16 bytes or more, a newline at its end left out.
#pragma once

#include <string>

namespace rrlb {

struct Secret {
  std::string value;    // "" if there is a problem
  std::string problem;  // "FILE: a secret has 16 to 4096 bytes, this one has 3"
  std::string warning;  // "FILE: everyone may read it (chmod o-r)", or ""
};

Secret read_secret(const std::string& file);

}  // namespace rrlb
