// Reads a password: twice and without echo from a terminal, or one line from standard input if that
// is not a terminal. Passwords are never taken from the arguments, which every user can read.
#pragma once

#include <string>

namespace rrlb {

struct AskedPassword {
  std::string password;
  std::string problem;  // an error message of one line, or ""
};

AskedPassword ask_password(const std::string& user);

// Returns an error message, or "" if the password is acceptable.
std::string password_complaint(const std::string& password);

// Runs --hash-password: prints the line for the password file to standard output, or a problem to
// standard error. Returns the exit code.
int print_password_line(const std::string& user);

}  // namespace rrlb
