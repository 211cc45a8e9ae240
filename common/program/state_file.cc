#include "common/program/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

constexpr std::size_t kLongest = 4U << 20;
constexpr mode_t kMode = 0640;

std::string because(const std::string& file) { return file + ": " + std::strerror(errno); }

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The rename is on the disk only after its folder has been synced.
void sync_folder_of(const std::string& file) {
  const std::string folder = file.substr(0, file.rfind('/') + 1);
  const UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (fd) ::fsync(fd.get());
}

}  // namespace

StateText read_state_file(const std::string& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!fd && errno == ENOENT) return {};
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) return {std::nullopt, because(file)};
  if (!S_ISREG(facts.st_mode)) return {std::nullopt, file + ": not a regular file"};
  std::string text;
  std::string part(64 * 1024, '\0');
  for (;;) {
    const ssize_t size = ::read(fd.get(), part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return {std::nullopt, because(file)};
    if (size == 0) return {text, {}};
    text.append(part, 0, static_cast<std::size_t>(size));
    if (text.size() > kLongest) return {std::nullopt, file + ": longer than 4 MiB"};
  }
}

std::string write_state_file(const std::string& file, std::string_view text) {
  const std::string draft = file + ".new";
  UniqueFd fd{::open(draft.c_str(),
                     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kMode)};
  if (!fd) return because(draft);
  const bool written = write_all(fd.get(), text) && ::fsync(fd.get()) == 0;
  if (!written || std::rename(draft.c_str(), file.c_str()) != 0) {
    std::string problem = because(file);
    ::unlink(draft.c_str());
    return problem;
  }
  sync_folder_of(file);
  return {};
}

}  // namespace rrlb
