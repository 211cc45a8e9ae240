// Takes a password from who sits at a terminal, asked for twice and not shown; or from standard
// input, one line, where that is no terminal. It never stands in the arguments, which all may read.
#pragma once

#include <string>

namespace rrlb {

struct AskedPassword {
  std::string password;
  std::string problem;  // why there is none, in a line
};

AskedPassword ask_password(const std::string& user);

// What is wrong with it; "" if nothing is.
std::string password_complaint(const std::string& password);

// What --hash-password does: the line for the password file on standard output, or the problem on
// standard error; the exit code.
int print_password_line(const std::string& user);

}  // namespace rrlb
