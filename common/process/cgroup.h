// Finds the cgroup of a systemd unit, and reads what a cgroup has used.
//
// Works on cgroup v2, alone (/sys/fs/cgroup) or beside v1 (/sys/fs/cgroup/unified), and on v1's
// hierarchy of systemd (/sys/fs/cgroup/systemd), which only lists processes. What a hierarchy does
// not count itself (v2 without the memory controller, v1) is summed over the processes within.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/process/usage_window.h"

namespace rrlb {

// The folder of a unit, "nginx.service" (".service" may be left out), of the system's own units:
// looked for in all slices, however nested, but not within services, where users and containers
// keep units of their own. `root` is /sys/fs/cgroup, but in tests.
std::optional<std::filesystem::path> find_unit_cgroup(const std::filesystem::path& root,
                                                      const std::string& unit);

// The folder of a path below the root, "/system.slice/nginx.service" (the first slash, and the root
// itself, may be there or not).
std::optional<std::filesystem::path> find_cgroup(const std::filesystem::path& root,
                                                 const std::string& path);

// The pids in the cgroup and in those below it.
std::vector<int> cgroup_pids(const std::filesystem::path& folder);

// What the cgroup has used. Its age is that of its oldest process: the folder's own times are not
// kept by the kernel, and a folder may outlive a restart of its unit. Nothing while no process is
// there, or while none may be seen (ProtectProc= of another user's processes). `read_process` gives
// the reading of one pid.
using ReadProcess = std::function<std::optional<Usage>(int pid)>;
std::optional<Usage> read_cgroup(const std::filesystem::path& folder,
                                 const ReadProcess& read_process);

}  // namespace rrlb
