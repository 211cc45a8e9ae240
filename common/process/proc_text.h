// Reads figures out of the texts that the kernel shows in /proc and in cgroup folders.
//
// Pure but for read_small_file(). A text that is cut short or is something else has no value;
// nothing is guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// Of /proc/PID/stat (proc(5)), in clock ticks.
struct ProcStat {
  std::uint64_t cpu_ticks = 0;    // user and system, of all threads
  std::uint64_t start_ticks = 0;  // since boot: with the pid, it names a process for good

  bool operator==(const ProcStat&) const = default;
};

// The name in the second field may hold anything, parentheses, spaces and line ends included.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

// Resident pages, of /proc/PID/statm.
std::optional<std::uint64_t> parse_resident_pages(std::string_view text);

// The number behind `key` in a file of lines "KEY NUMBER", such as cgroup v2's cpu.stat.
std::optional<std::uint64_t> parse_keyed_number(std::string_view text, std::string_view key);

// A file that holds one number, such as memory.current.
std::optional<std::uint64_t> parse_lone_number(std::string_view text);

// The pids of cgroup.procs. 0 stands for a process outside this pid namespace, and is left out.
std::vector<int> parse_pids(std::string_view text);

// The whole text of such a file, nothing if it cannot be read.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace rrlb
