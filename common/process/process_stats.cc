#include "common/process/process_stats.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <functional>

#include "common/process/cgroup.h"
#include "common/process/proc_text.h"
#include "common/program/command_line.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

constexpr const char* kCgroupRoot = "/sys/fs/cgroup";
constexpr long kHighestPid = 1L << 22;  // PID_MAX_LIMIT of a 64-bit kernel

microseconds from_ticks(std::uint64_t ticks) {
  static const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return microseconds{static_cast<std::int64_t>(ticks * 1'000'000 / per_second)};
}

// The time since boot, with suspended time: the start of a process is given on this clock.
// /proc/uptime has it too, but a unit with ProcSubset=pid cannot read that file.
microseconds time_since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds{now.tv_sec} +
                                                  std::chrono::nanoseconds{now.tv_nsec});
}

// `pid` is a number or "self".
std::optional<Usage> read_process(const std::string& pid) {
  static const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto stat_text = read_small_file("/proc/" + pid + "/stat");
  const auto statm_text = read_small_file("/proc/" + pid + "/statm");
  const auto stat = stat_text ? parse_proc_stat(*stat_text) : std::nullopt;
  const auto pages = statm_text ? parse_resident_pages(*statm_text) : std::nullopt;
  if (!stat || !pages) return std::nullopt;
  const microseconds cpu = from_ticks(stat->cpu_ticks);
  const microseconds age =
      std::max(time_since_boot() - from_ticks(stat->start_ticks), microseconds{0});
  // A pid is not reused within one tick.
  const std::uint64_t id = std::hash<std::string>{}(pid + "@" + std::to_string(stat->start_ticks));
  return Usage{{{id, cpu, age}}, cpu, age, *pages * page_bytes};
}

std::optional<Usage> read_pid(int pid) { return read_process(std::to_string(pid)); }

// Reads the cgroup. If its folder has gone, searches again: the unit may have been moved to another
// slice.
std::optional<Usage> read_found(std::optional<fs::path>& folder,
                                const std::function<std::optional<fs::path>()>& find) {
  std::error_code ignored;
  if (!folder || !fs::exists(*folder, ignored)) folder = find();
  return folder ? read_cgroup(*folder, read_pid) : std::nullopt;
}

using Read = std::function<std::optional<Usage>()>;

Read reader_of_cgroup(std::function<std::optional<fs::path>()> find) {
  return [find = std::move(find), folder = std::optional<fs::path>{}]() mutable {
    return read_found(folder, find);
  };
}

// Whether the path stays below the root.
bool harmless(const std::string& path) {
  const fs::path parts{path};
  return !path.empty() && std::find(parts.begin(), parts.end(), "..") == parts.end();
}

Read reader_of(const std::string& what) {
  if (what == "self") return [] { return read_process("self"); };
  const size_t colon = what.find(':');
  if (colon == std::string::npos) return nullptr;
  const std::string kind = what.substr(0, colon);
  const std::string name = what.substr(colon + 1);
  if (kind == "pid") {
    const auto pid = whole_number(name, 1, kHighestPid);
    if (!pid) return nullptr;
    return [pid = static_cast<int>(*pid)] { return read_pid(pid); };
  }
  if (!harmless(name)) return nullptr;
  if (kind == "unit" && name.find('/') == std::string::npos) {
    return reader_of_cgroup([name] { return find_unit_cgroup(kCgroupRoot, name); });
  }
  if (kind == "cgroup") {
    return reader_of_cgroup([name] { return find_cgroup(kCgroupRoot, name); });
  }
  return nullptr;
}

}  // namespace

class ProcessStats::Source {
 public:
  explicit Source(Read read) : read_{std::move(read)} {}

  std::optional<ProcessFigures> figures(TimePoint now) {
    return window_.due(now) ? window_.take(read_(), now) : window_.last();
  }

 private:
  Read read_;
  UsageWindow window_;
};

std::optional<ProcessStats> ProcessStats::observe(const std::string& what) {
  Read read = reader_of(what);
  if (!read) return std::nullopt;
  return ProcessStats{std::make_unique<Source>(std::move(read))};
}

ProcessStats::ProcessStats(std::unique_ptr<Source> source) : source_{std::move(source)} {}
ProcessStats::ProcessStats(ProcessStats&&) noexcept = default;
ProcessStats& ProcessStats::operator=(ProcessStats&&) noexcept = default;
ProcessStats::~ProcessStats() = default;

std::optional<ProcessFigures> ProcessStats::read() { return source_->figures(Clock::now()); }

}  // namespace rrlb
