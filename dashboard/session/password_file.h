// The file of those who may log in: a line for each, USER:HASH (password.h), as `rrlb-dashboard
// --hash-password` prints it; empty lines and those that begin with "#" say nothing.
//
// A file that others may read or write, or the group may write, is refused: hashes are there to be
// guessed at, and who may write it lets himself in. No line of it is ever repeated in a complaint.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/parse.h"
#include "dashboard/session/password.h"

namespace rrlb {

// By user.
using Passwords = std::map<std::string, PasswordHash>;

struct ReadPasswords {
  Passwords passwords;
  std::vector<Problem> problems;  // if there are some, there are no passwords
};

ReadPasswords parse_passwords(std::string_view text, const std::string& file);
ReadPasswords read_passwords(const std::string& file);

// 1 to 64 letters, digits or ".", "_", "-", "@".
bool is_user_name(std::string_view name);

// Where the passwords are: the configured file, else the credential "dashboard-password" that
// systemd gives (systemd.exec(5), LoadCredential=), if there is one; else "".
std::string password_file_of(const std::string& configured);

// Of the configuration. A `listen` beyond this machine without passwords is a problem, unless
// `read_only_open` wants it so.
ReadPasswords passwords_of(const ParsedConfig& loaded);

}  // namespace rrlb
