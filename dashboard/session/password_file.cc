#include "dashboard/session/password_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/base/text.h"
#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

constexpr std::size_t kLargest = 64 * 1024;

// Returns an error message if the file's permissions are too wide, or "".
std::string open_to_others(const struct stat& facts) {
  if (!S_ISREG(facts.st_mode)) return "not a regular file";
  if ((facts.st_mode & S_IWOTH) != 0) return "writable by everyone (chmod 0640)";
  if ((facts.st_mode & S_IROTH) != 0) return "readable by everyone (chmod 0640)";
  if ((facts.st_mode & S_IWGRP) != 0) return "writable by its group (chmod 0640)";
  return {};
}

std::string read_all(int fd, std::string& text) {
  text.resize(kLargest + 1);
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
    if (got < 0) return std::strerror(errno);
    size += static_cast<std::size_t>(got);
    if (size > kLargest) return "larger than 64 KiB";
    if (got == 0) break;
  }
  text.resize(size);
  return {};
}

struct Lines {
  std::map<std::string, unsigned> first;  // the line of each user
  ReadPasswords read;

  // Returns an error message, or "" if the line is correct.
  std::string take(std::string_view line, unsigned number) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_user_name(line.substr(0, colon))) {
      return "expected USER:HASH, as rrlb-dashboard --hash-password prints it";
    }
    const std::string user{line.substr(0, colon)};
    const auto hash = parse_password_hash(line.substr(colon + 1));
    if (!hash) {
      return "user \"" + user +
             "\": expected a hash as rrlb-dashboard --hash-password prints it, of 8 to 256 MiB";
    }
    const auto [known, is_new] = first.emplace(user, number);
    if (!is_new) {
      return "user \"" + user + "\" is listed twice (first on line " +
             std::to_string(known->second) + ")";
    }
    read.passwords.emplace(user, *hash);
    return {};
  }
};

ReadPasswords refused(const std::string& file, const std::string& problem) {
  return {{}, {{{file, 0, 0}, problem, {}}}};
}

bool is_loopback(const ListenAddress& address) {
  return address.ip.starts_with("127.") || address.ip == "::1";
}

// The place of the key in the configuration, or no line if it is not there.
Place place_of(const ParsedConfig& loaded, const KeyId& key) {
  const WrittenKey* written = find_written(loaded, key);
  return written != nullptr ? written->place : Place{};
}

}  // namespace

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '@';
  });
}

ReadPasswords parse_passwords(std::string_view text, const std::string& file) {
  Lines lines;
  for (unsigned number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string wrong = lines.take(line, number);
    if (wrong.empty()) continue;
    lines.read.problems.push_back({{file, number, 1}, wrong, {}});
  }
  if (!lines.read.problems.empty()) {
    lines.read.passwords.clear();
  } else if (lines.read.passwords.empty()) {
    return refused(
        file,
        "no users, expected at least one (rrlb-dashboard --hash-password prints a line for it)");
  }
  return lines.read;
}

ReadPasswords read_passwords(const std::string& file) {
  const UniqueFd fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) return refused(file, std::strerror(errno));
  if (const std::string wrong = open_to_others(facts); !wrong.empty()) {
    return refused(file, wrong);
  }
  std::string text;
  if (const std::string wrong = read_all(fd.get(), text); !wrong.empty()) {
    return refused(file, wrong);
  }
  return parse_passwords(text, file);
}

std::string password_file_of(const std::string& configured) {
  if (!configured.empty()) return configured;
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return {};
  const std::string credential = std::string{folder} + "/dashboard-password";
  struct stat facts {};
  return ::stat(credential.c_str(), &facts) == 0 ? credential : "";
}

ReadPasswords passwords_of(const ParsedConfig& loaded) {
  const DashboardConfig& config = loaded.config.dashboard;
  const std::string file = password_file_of(config.password_file);
  if (!file.empty()) return read_passwords(file);
  if (config.read_only_open || is_loopback(config.listen)) return {};
  return {{},
          {{place_of(loaded, {SectionId::dashboard, "listen"}),
            "dashboard.listen " + config.listen.text() +
                " is reachable from other machines, but no password is set: set password_file "
                "(rrlb-dashboard --hash-password prints a line for it), or read_only_open = true",
            {}}}};
}

}  // namespace rrlb
