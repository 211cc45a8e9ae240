#include "common/program/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

constexpr std::size_t kShortest = 16;
constexpr std::size_t kLongest = 4096;

}  // namespace

Secret read_secret(const std::string& file) {
  Secret secret;
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    secret.problem = file + ": " + std::strerror(errno);
    return secret;
  }
  if (!S_ISREG(facts.st_mode)) {
    secret.problem = file + ": not a regular file";
    return secret;
  }
  std::string value(kLongest + 2, '\0');
  const ssize_t size = ::read(fd.get(), value.data(), value.size());
  if (size < 0) {
    secret.problem = file + ": " + std::strerror(errno);
    return secret;
  }
  value.resize(static_cast<std::size_t>(size));
  if (value.ends_with('\n')) value.pop_back();
  if (value.size() < kShortest || value.size() > kLongest) {
    secret.problem = file + ": expected a secret of 16 to 4096 bytes, found " +
                     (value.size() > kLongest ? "more" : std::to_string(value.size()));
    return secret;
  }
  secret.value = std::move(value);
  if ((facts.st_mode & S_IROTH) != 0) secret.warning = file + ": readable by everyone (chmod o-r)";
  return secret;
}

}  // namespace rrlb
