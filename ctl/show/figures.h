// Figures and words as the tables show them; "-" where nothing is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ctl/show/stats.h"
#include "ctl/show/text_table.h"

namespace rrlb {

std::string whole(std::optional<std::uint64_t> figure);

// With one decimal below 10, and none from there on: "0.4", "12".
std::string short_number(std::optional<double> figure);

// As short as it can be written with two decimals at most: "0.5", "2".
std::string plain_number(double figure);

// "2", or "0.2 of 2" while a backend gets less than its weight.
std::string weight_text(std::optional<std::uint64_t> weight, std::optional<double> effective);

Cell status_cell(const std::string& status);

}  // namespace rrlb
