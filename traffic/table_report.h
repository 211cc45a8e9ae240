// The result as a table for people.
#pragma once

#include <string>

#include "traffic/result.h"

namespace rrlb {

std::string table_report(const Result& result, bool colour);

// The line of --verbose for one request: its number, status, URL and the first line of the
// response, or the reason for its failure.
std::string verbose_line(std::uint64_t number, const Outcome& outcome);

// A peer's text, cut to a readable length and without control sequences for the terminal.
std::string shown(const std::string& text);

}  // namespace rrlb
