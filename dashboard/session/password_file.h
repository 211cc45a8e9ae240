// The password file: one line USER:HASH (password.h) for each user, as printed by `rrlb-dashboard
// --hash-password`. Empty lines and lines that begin with "#" are ignored.
//
// A file that others may read or write, or that its group may write, is refused: readers could guess
// passwords from the hashes, and writers could add themselves. No message quotes a line of the file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/parse.h"
#include "dashboard/session/password.h"

namespace rrlb {

// The hash of each user.
using Passwords = std::map<std::string, PasswordHash>;

struct ReadPasswords {
  Passwords passwords;
  std::vector<Problem> problems;  // if there are any, `passwords` is empty
};

ReadPasswords parse_passwords(std::string_view text, const std::string& file);
ReadPasswords read_passwords(const std::string& file);

// 1 to 64 letters, digits or ".", "_", "-", "@".
bool is_user_name(std::string_view name);

// The path of the password file: the configured one, or else systemd's credential
// "dashboard-password" (systemd.exec(5), LoadCredential=) if it exists, or else "".
std::string password_file_of(const std::string& configured);

// Reads the passwords for a configuration. It is a problem if `listen` is reachable from other
// machines without a password, unless `read_only_open` is set.
ReadPasswords passwords_of(const ParsedConfig& loaded);

}  // namespace rrlb
