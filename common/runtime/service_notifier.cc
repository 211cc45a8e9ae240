#include "runtime/service_notifier.h"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <string>

namespace rrlb::service {
namespace {

void notify(const std::string& state) { sd_notify(0, state.c_str()); }

}  // namespace

void ready(std::string_view text) { notify("READY=1\nSTATUS=" + std::string{text}); }

void reloading() {
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void stopping(std::string_view text) { notify("STOPPING=1\nSTATUS=" + std::string{text}); }

void status(std::string_view text) { notify("STATUS=" + std::string{text}); }

void extend_timeout(Milliseconds by) {
  notify("EXTEND_TIMEOUT_USEC=" + std::to_string(by.count() * 1000));
}

void feed_watchdog() { notify("WATCHDOG=1"); }

std::optional<Milliseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return Milliseconds{static_cast<std::int64_t>(microseconds / 2000)};
}

}  // namespace rrlb::service
