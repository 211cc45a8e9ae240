// The result as a table for people.
#pragma once

#include <string>

#include "traffic/result.h"

namespace rrlb {

std::string table_report(const Result& result, bool colour);

// One request for --verbose: its number, status, URL and the first line of the answer or what went
// wrong.
std::string verbose_line(std::uint64_t number, const Outcome& outcome);

// What a peer sent, cut to a readable length, with nothing in it that could steer a terminal.
std::string shown(const std::string& text);

}  // namespace rrlb
