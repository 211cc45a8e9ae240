// Parses the text files of /proc and of cgroup folders.
//
// The parsers return nothing for a text that is cut short or has another format. Only
// read_small_file() touches the disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// Values of /proc/PID/stat (proc(5)), in clock ticks.
struct ProcStat {
  std::uint64_t cpu_ticks = 0;    // user and system time of all threads
  std::uint64_t start_ticks = 0;  // since boot; identifies a process together with the pid

  bool operator==(const ProcStat&) const = default;
};

// The process's name, the second field, may contain parentheses, spaces and line ends.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

// The resident pages in /proc/PID/statm.
std::optional<std::uint64_t> parse_resident_pages(std::string_view text);

// The number after `key` in a file of lines "KEY NUMBER", such as cpu.stat of cgroup v2.
std::optional<std::uint64_t> parse_keyed_number(std::string_view text, std::string_view key);

// The number in a file that contains nothing else, such as memory.current.
std::optional<std::uint64_t> parse_lone_number(std::string_view text);

// The pids in cgroup.procs, without 0, which stands for a process outside this pid namespace.
std::vector<int> parse_pids(std::string_view text);

// The whole text of a file, or nothing if it cannot be read.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace rrlb
