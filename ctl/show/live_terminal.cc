#include "ctl/show/live_terminal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "common/base/clock.h"

namespace rrlb {
namespace {

// Another screen, no cursor, and no line that is too long goes on in the next one.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) {
    sigaddset(&set, signal);
  }
  return set;
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // the terminal is gone; a signal will say so
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LiveTerminal::LiveTerminal() : has_keys_{tcgetattr(STDIN_FILENO, &before_) == 0} {
  const sigset_t set = watched();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) throw std::runtime_error{std::string{"signalfd: "} + std::strerror(errno)};
  enter();
}

LiveTerminal::~LiveTerminal() { leave(); }

void LiveTerminal::enter() {
  if (has_keys_) {
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  write_all(kEnter);
}

void LiveTerminal::leave() {
  write_all(kLeave);
  if (has_keys_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

void LiveTerminal::draw(const std::string& lines) {
  std::string text = "\x1b[H";
  for (const char c : lines) text += c == '\n' ? "\x1b[K\r\n" : std::string(1, c);
  write_all(text + "\x1b[J");
}

LiveTerminal::Woken LiveTerminal::wait(Milliseconds length) {
  const TimePoint end = Clock::now() + length;
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    if (left.count() <= 0) return Woken::by_time;
    std::array<pollfd, 2> watched_fds{pollfd{signals_.get(), POLLIN, 0},
                                      pollfd{STDIN_FILENO, POLLIN, 0}};
    const int ready = poll(watched_fds.data(), has_keys_ ? 2 : 1,
                           static_cast<int>(std::min<long>(left.count(), 60'000)));
    if (ready <= 0) continue;
    Woken woken = Woken::by_time;
    if (watched_fds[0].revents != 0) woken = take_signal();
    if (woken == Woken::by_time && watched_fds[1].revents != 0) woken = take_key();
    if (woken != Woken::by_time) return woken;
  }
}

LiveTerminal::Woken LiveTerminal::take_key() {
  char key = 0;
  const ssize_t got = ::read(STDIN_FILENO, &key, 1);
  if (got == 0 || (got < 0 && errno != EINTR)) return Woken::to_end;
  return got > 0 && (key == 'q' || key == 'Q') ? Woken::to_end : Woken::by_time;
}

LiveTerminal::Woken LiveTerminal::take_signal() {
  signalfd_siginfo told{};
  if (::read(signals_.get(), &told, sizeof(told)) != sizeof(told)) return Woken::by_time;
  if (told.ssi_signo == SIGWINCH) return Woken::to_redraw;
  if (told.ssi_signo != SIGTSTP) return Woken::to_end;
  leave();
  raise(SIGSTOP);
  enter();  // once it may go on
  return Woken::to_redraw;
}

}  // namespace rrlb
