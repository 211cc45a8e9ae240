// Has the whole terminal for as long as it lives: another screen without a cursor, keys that come
// at once and are not shown. Leaves it as it was, also when the program is suspended, or asked to
// end by a signal.
#pragma once

#include <termios.h>

#include <chrono>
#include <string>

#include "common/event/unique_fd.h"

namespace rrlb {

class LiveTerminal {
 public:
  LiveTerminal();
  ~LiveTerminal();

  LiveTerminal(const LiveTerminal&) = delete;
  LiveTerminal& operator=(const LiveTerminal&) = delete;

  // Puts these lines in place of what was there. They must fit.
  void draw(const std::string& lines);

  // Until the time is over, or something was done before.
  enum class Woken { by_time, to_redraw, to_end };
  Woken wait(std::chrono::milliseconds length);

 private:
  void enter();
  void leave();
  Woken take_key();
  Woken take_signal();

  UniqueFd signals_;
  termios before_{};
  bool has_keys_;  // standard input is a terminal, and `before_` how it was
};

}  // namespace rrlb
