#include "ctl/show/figures.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "common/base/printable.h"

namespace rrlb {
namespace {

std::string decimals(double figure, int places) {
  std::array<char, 352> text{};  // the largest double, written out
  std::snprintf(text.data(), text.size(), "%.*f", places, figure);
  return text.data();
}

}  // namespace

std::string whole(std::optional<std::uint64_t> figure) {
  return figure ? std::to_string(*figure) : "-";
}

std::string short_number(std::optional<double> figure) {
  if (!figure) return "-";
  const bool small = std::abs(*figure) < 9.95 && *figure != 0;
  return decimals(*figure, small ? 1 : 0);
}

std::string plain_number(double figure) {
  std::string text = decimals(figure, 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string weight_text(std::optional<std::uint64_t> weight, std::optional<double> effective) {
  if (!weight) return "-";
  const auto full = static_cast<double>(*weight);
  const bool less = effective && std::abs(*effective - full) >= 0.005;
  return less ? plain_number(*effective) + " of " + whole(weight) : whole(weight);
}

Cell status_cell(const std::string& status) {
  const Colour colour = status == "UP"                            ? Colour::green
                        : status == "DOWN" || status == "EJECTED" ? Colour::red
                        : status == "DRAIN" || status == "MAINT"  ? Colour::yellow
                                                                  : Colour::none;
  return {status.empty() ? "-" : printable(status), colour};
}

}  // namespace rrlb
