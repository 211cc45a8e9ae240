// Finds the cgroup of a systemd unit, and reads the CPU time and the memory that a cgroup uses.
//
// Works with cgroup v2, alone (/sys/fs/cgroup) or next to v1 (/sys/fs/cgroup/unified), and with
// systemd's v1 hierarchy (/sys/fs/cgroup/systemd), which only lists processes. Where a hierarchy
// does not count (v1, or v2 without the memory controller), the values of its processes are summed.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/process/usage_window.h"

namespace rrlb {

// Finds the folder of a system unit: "nginx.service", or "nginx" for short. Searches all slices,
// however nested, but not within services, where users and containers have units of their own.
// `root` is /sys/fs/cgroup except in tests.
std::optional<std::filesystem::path> find_unit_cgroup(const std::filesystem::path& root,
                                                      const std::string& unit);

// Finds the folder of a path below the root, such as "/system.slice/nginx.service". The path may
// begin with the root itself, and its first slash may be omitted.
std::optional<std::filesystem::path> find_cgroup(const std::filesystem::path& root,
                                                 const std::string& path);

// The pids in the cgroup and in the cgroups below it.
std::vector<int> cgroup_pids(const std::filesystem::path& folder);

// Reads the usage of a cgroup. Its age is that of its oldest process: the kernel does not keep the
// folder's own times, and a folder may outlive a restart of its unit. Returns nothing if it has no
// process, or none that can be seen (ProtectProc=, another user's processes). `read_process` reads
// the usage of one pid.
using ReadProcess = std::function<std::optional<Usage>(int pid)>;
std::optional<Usage> read_cgroup(const std::filesystem::path& folder,
                                 const ReadProcess& read_process);

}  // namespace rrlb
