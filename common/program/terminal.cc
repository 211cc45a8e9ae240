#include "common/program/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace rrlb {

bool draws_on_terminal(int fd) {
  const char* kind = std::getenv("TERM");
  return isatty(fd) == 1 && kind != nullptr && std::string_view{kind} != "dumb";
}

bool colours_on_terminal(int fd) {
  const char* no_colour = std::getenv("NO_COLOR");
  return draws_on_terminal(fd) && (no_colour == nullptr || *no_colour == '\0');
}

TerminalSize terminal_size(int fd) {
  TerminalSize size;
  winsize told{};
  if (ioctl(fd, TIOCGWINSZ, &told) != 0) return size;
  if (told.ws_col > 0) size.columns = told.ws_col;
  if (told.ws_row > 0) size.rows = told.ws_row;
  return size;
}

}  // namespace rrlb
