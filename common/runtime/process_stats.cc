#include "runtime/process_stats.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/proc_text.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

const fs::path kCgroups = "/sys/fs/cgroup";

std::optional<std::string> content(const fs::path& file) {
  std::ifstream in{file};
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

// Since boot, time asleep included: the clock of start times in /proc. (/proc/uptime says the same,
// but a unit with ProcSubset=pid does not see it.)
microseconds since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds{now.tv_sec} + microseconds{now.tv_nsec / 1000};
}

microseconds from_ticks(std::uint64_t ticks) {
  static const auto per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return microseconds{static_cast<std::int64_t>(ticks * 1'000'000 / per_second)};
}

std::optional<Usage> usage_of_process(const fs::path& folder) {
  static const auto page_bytes = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const auto stat_text = content(folder / "stat");
  const auto statm_text = content(folder / "statm");
  if (!stat_text || !statm_text) return std::nullopt;
  const auto stat = parse_proc_stat(*stat_text);
  const auto pages = parse_statm(*statm_text);
  if (!stat || !pages) return std::nullopt;
  return Usage{from_ticks(stat->cpu_ticks), from_ticks(stat->start_ticks), *pages * page_bytes};
}

// The start of a cgroup's oldest process.
std::optional<microseconds> oldest_start(const std::vector<std::uint64_t>& pids) {
  std::optional<microseconds> oldest;
  for (const std::uint64_t pid : pids) {
    const auto usage = usage_of_process("/proc/" + std::to_string(pid));
    if (usage) oldest = std::min(oldest.value_or(usage->started), usage->started);
  }
  return oldest;
}

// By the cgroup's own accounts (cgroup v2), or by the sum of its processes where it keeps none.
std::optional<Usage> usage_of_cgroup(const fs::path& folder) {
  const auto procs = content(folder / "cgroup.procs");
  if (!procs) return std::nullopt;
  const std::vector<std::uint64_t> pids = parse_pids(*procs);
  const auto started = oldest_start(pids);
  if (!started) return std::nullopt;
  Usage sum{microseconds{0}, *started, 0};
  for (const std::uint64_t pid : pids) {
    const auto usage = usage_of_process("/proc/" + std::to_string(pid));
    if (!usage) continue;
    sum.cpu += usage->cpu;
    sum.ram_bytes += usage->ram_bytes;
  }
  if (const auto text = content(folder / "cpu.stat")) {
    if (const auto used = parse_cpu_usage_usec(*text)) {
      sum.cpu = microseconds{static_cast<std::int64_t>(*used)};
    }
  }
  if (const auto text = content(folder / "memory.current")) {
    sum.ram_bytes = parse_number(*text).value_or(sum.ram_bytes);
  }
  return sum;
}

// Where systemd put the unit: somewhere below a slice. Looked for at each reading, since a unit
// that is started anew may have moved.
std::optional<fs::path> cgroup_of_unit(const std::string& unit) {
  std::error_code ignored;
  for (const fs::path& root : {kCgroups, kCgroups / "unified", kCgroups / "systemd"}) {
    fs::recursive_directory_iterator entry{root, fs::directory_options::skip_permission_denied,
                                           ignored};
    for (const fs::recursive_directory_iterator end; entry != end; entry.increment(ignored)) {
      if (ignored) break;
      if (entry->path().filename() == unit && entry->is_directory(ignored)) return entry->path();
      const std::string name = entry->path().filename().string();
      const bool may_hold_units =
          name.ends_with(".slice") || name == "unified" || name == "systemd";
      if (!may_hold_units) entry.disable_recursion_pending();
    }
  }
  return std::nullopt;
}

bool is_relative_and_below(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

}  // namespace

std::optional<ProcessStats> ProcessStats::observe(const std::string& what) {
  if (what == "self") return ProcessStats{[] { return usage_of_process("/proc/self"); }};
  const std::size_t colon = what.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string kind = what.substr(0, colon);
  const std::string name = what.substr(colon + 1);
  if (kind == "pid" && parse_number(name)) {
    return ProcessStats{[name] { return usage_of_process("/proc/" + name); }};
  }
  if (kind == "unit" && !name.empty() && name.find('/') == std::string::npos) {
    const std::string unit = name.find('.') == std::string::npos ? name + ".service" : name;
    return ProcessStats{[unit]() -> std::optional<Usage> {
      const auto folder = cgroup_of_unit(unit);
      return folder ? usage_of_cgroup(*folder) : std::nullopt;
    }};
  }
  if (kind == "cgroup" && is_relative_and_below(name)) {
    return ProcessStats{[name] { return usage_of_cgroup(kCgroups / name); }};
  }
  return std::nullopt;
}

std::optional<ProcessFigures> ProcessStats::read() {
  const auto usage = source_();
  if (!usage) return std::nullopt;
  const microseconds now = since_boot();
  constexpr double kMebibyte = 1024.0 * 1024.0;
  return ProcessFigures{window_.percent(*usage, now),
                        static_cast<double>(usage->ram_bytes) / kMebibyte,
                        std::chrono::duration_cast<std::chrono::seconds>(
                            std::max(now - usage->started, microseconds{0}))};
}

}  // namespace rrlb
