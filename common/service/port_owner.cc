#include "common/service/port_owner.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace rrlb {
namespace {

namespace fs = std::filesystem;

// The sockets that listen on the port, as links in /proc/PID/fd. proc(5), /proc/net/tcp: column 2
// is the local address, 4 the state (0A is LISTEN), 10 the inode.
std::set<std::string> listening_sockets(std::uint16_t port) {
  std::set<std::string> links;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream lines{table};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream columns{line};
      std::vector<std::string> words;
      for (std::string word; columns >> word;) words.push_back(word);
      if (words.size() < 10 || words[3] != "0A") continue;
      const size_t colon = words[1].rfind(':');
      if (colon == std::string::npos) continue;
      if (std::strtoul(words[1].c_str() + colon + 1, nullptr, 16) != port) continue;
      links.insert("socket:[" + words[9] + "]");
    }
  }
  return links;
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code ignored;
  for (fs::directory_iterator fd{process / "fd", ignored}, end; fd != end; fd.increment(ignored)) {
    if (ignored) break;
    if (sockets.contains(fs::read_symlink(fd->path(), ignored).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> port_owner(std::uint16_t port) {
  const std::set<std::string> sockets = listening_sockets(port);
  if (sockets.empty()) return std::nullopt;
  std::error_code ignored;
  for (fs::directory_iterator entry{"/proc", ignored}, end; entry != end;
       entry.increment(ignored)) {
    const std::string pid = entry->path().filename().string();
    if (!std::all_of(pid.begin(), pid.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    if (!holds_one_of(entry->path(), sockets)) continue;
    std::ifstream comm{entry->path() / "comm"};
    std::string name;
    std::getline(comm, name);
    return name + " (pid " + pid + ")";
  }
  return std::nullopt;
}

}  // namespace rrlb
