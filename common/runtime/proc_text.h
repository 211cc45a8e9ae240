// Takes apart what the kernel writes under /proc and in a cgroup. Pure text: opens no file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rrlb {

// Of /proc/PID/stat (proc(5)): fields 14, 15 and 22, in clock ticks.
struct ProcStat {
  std::uint64_t cpu_ticks = 0;    // user and system together
  std::uint64_t start_ticks = 0;  // since boot
};

// The name of the program, field 2, may hold anything, spaces and parentheses too.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

// Of /proc/PID/statm: resident pages.
std::optional<std::uint64_t> parse_statm(std::string_view text);

// Of a cgroup's cpu.stat: usage_usec.
std::optional<std::uint64_t> parse_cpu_usage_usec(std::string_view text);

// A file that is one number, such as memory.current.
std::optional<std::uint64_t> parse_number(std::string_view text);

// A cgroup.procs: one pid a line.
std::vector<std::uint64_t> parse_pids(std::string_view text);

}  // namespace rrlb
