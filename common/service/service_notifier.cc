#include "common/service/service_notifier.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "common/base/clock.h"
#include "common/base/printable.h"

namespace rrlb::service {
namespace {

constexpr std::size_t kMostInAMessage = 128;  // the kernel's limit is 253
constexpr std::uint64_t kBarrierMicroseconds = 5'000'000;

// Used by one thread only: the one that reports for the process.
bool silent = false;

void notify(const std::string& state) {
  if (!silent) sd_notify(0, state.c_str());
}

// systemd would read the text after a line end as another variable.
std::string status_of(std::string_view text) { return "STATUS=" + printable(text); }

}  // namespace

void ready(std::string_view text) { notify("READY=1\n" + status_of(text)); }

void reloading() {
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void stopping(std::string_view text) { notify("STOPPING=1\n" + status_of(text)); }

void status(std::string_view text) { notify(status_of(text)); }

void extend_timeout(Milliseconds by) {
  notify("EXTEND_TIMEOUT_USEC=" + std::to_string(by.count() * 1000));
}

void feed_watchdog() { notify("WATCHDOG=1"); }

void hand_over_to(pid_t successor) {
  notify("MAINPID=" + std::to_string(successor));
  be_silent();
}

void be_silent() { silent = true; }

void speak() { silent = false; }

void store(const char* name, const std::vector<int>& descriptors) {
  if (silent) return;
  const std::string state = std::string{"FDSTORE=1\nFDNAME="} + name;
  for (std::size_t sent = 0; sent < descriptors.size(); sent += kMostInAMessage) {
    const std::size_t count = std::min(kMostInAMessage, descriptors.size() - sent);
    sd_pid_notify_with_fds(0, 0, state.c_str(), descriptors.data() + sent,
                           static_cast<unsigned>(count));
  }
}

void forget_stored(const char* name) {
  if (silent) return;
  notify(std::string{"FDSTOREREMOVE=1\nFDNAME="} + name);
  sd_notify_barrier(0, kBarrierMicroseconds);
}

std::optional<Milliseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return Milliseconds{static_cast<std::int64_t>(microseconds / 2000)};
}

}  // namespace rrlb::service
