// Where the repository is, for tests that read its files.
#pragma once

#include <string>

namespace rrlb {

std::string source_folder();

}  // namespace rrlb
