#include "common/process/cgroup.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "common/process/proc_text.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

constexpr int kDeepest = 32;  // nested folders; systemd's own trees have fewer than ten

// The folders that may be the root of a hierarchy, the preferred one first.
std::vector<fs::path> hierarchies(const fs::path& root) {
  return {root, root / "unified", root / "systemd"};
}

bool is_cgroup(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "cgroup.procs", ignored);
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Whether the name ends in a type of unit that has a cgroup.
bool has_type(const std::string& unit) {
  constexpr std::array<std::string_view, 6> kTypes{".service", ".scope", ".slice",
                                                   ".socket",  ".mount", ".swap"};
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&unit](std::string_view type) { return unit.ends_with(type); });
}

// systemd prefixes "_" to a unit's name that begins with "_", or that could be mistaken for a file
// of the kernel (memory.service).
std::optional<fs::path> find_below(const fs::path& folder, const std::string& unit, int depth) {
  for (const std::string& name : {unit, "_" + unit}) {
    if (is_cgroup(folder / name)) return folder / name;
  }
  if (depth == 0) return std::nullopt;
  for (const fs::path& child : folders_in(folder)) {
    if (child.extension() != ".slice") continue;
    if (auto found = find_below(child, unit, depth - 1)) return found;
  }
  return std::nullopt;
}

// The folder's inode: cgroup v2 never reuses one until the next boot.
std::optional<std::uint64_t> identity(const fs::path& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0) return std::nullopt;
  return found.st_ino;
}

Usage sum_of(const std::vector<int>& pids, const ReadProcess& read_process) {
  Usage sum;
  for (const int pid : pids) {
    const std::optional<Usage> process = read_process(pid);
    if (!process) continue;  // it has ended, or cannot be seen
    sum.counters.insert(sum.counters.end(), process->counters.begin(), process->counters.end());
    sum.lifetime_cpu += process->lifetime_cpu;
    sum.memory_bytes += process->memory_bytes;
    sum.age = std::max(sum.age, process->age);
  }
  return sum;
}

void add_pids(const fs::path& folder, int depth, std::vector<int>& pids) {
  if (const auto text = read_small_file(folder / "cgroup.procs")) {
    const std::vector<int> here = parse_pids(*text);
    pids.insert(pids.end(), here.begin(), here.end());
  }
  if (depth == 0) return;
  for (const fs::path& child : folders_in(folder)) add_pids(child, depth - 1, pids);
}

}  // namespace

std::optional<fs::path> find_unit_cgroup(const fs::path& root, const std::string& unit) {
  const std::string name = has_type(unit) ? unit : unit + ".service";
  for (const fs::path& hierarchy : hierarchies(root)) {
    if (auto found = find_below(hierarchy, name, kDeepest)) return found;
  }
  return std::nullopt;
}

std::optional<fs::path> find_cgroup(const fs::path& root, const std::string& path) {
  std::string below = path;
  if (below.starts_with(root.string() + "/")) below.erase(0, root.string().size());
  below.erase(0, std::min(below.find_first_not_of('/'), below.size()));
  for (const fs::path& hierarchy : hierarchies(root)) {
    if (is_cgroup(hierarchy / below)) return hierarchy / below;
  }
  return std::nullopt;
}

std::vector<int> cgroup_pids(const fs::path& folder) {
  std::vector<int> pids;
  add_pids(folder, kDeepest, pids);
  return pids;
}

std::optional<Usage> read_cgroup(const fs::path& folder, const ReadProcess& read_process) {
  Usage usage = sum_of(cgroup_pids(folder), read_process);
  if (usage.counters.empty()) return std::nullopt;
  if (const auto text = read_small_file(folder / "cpu.stat")) {
    const auto cpu = parse_keyed_number(*text, "usage_usec");
    const auto id = identity(folder);
    if (cpu && id) {
      // This counter includes processes that have ended. `lifetime_cpu` remains the sum over the
      // running processes, because a folder that outlived its unit has counted for much longer.
      usage.counters = {{*id, microseconds{static_cast<std::int64_t>(*cpu)}, usage.age}};
    }
  }
  if (const auto text = read_small_file(folder / "memory.current")) {
    usage.memory_bytes = parse_lone_number(*text).value_or(usage.memory_bytes);
  }
  return usage;
}

}  // namespace rrlb
