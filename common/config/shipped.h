// The text of the shipped /etc/rrlb.conf, in which every key stands with its default.
#pragma once

#include <string_view>

namespace rrlb {

std::string_view shipped_config();

}  // namespace rrlb
