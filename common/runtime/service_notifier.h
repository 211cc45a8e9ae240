// Tells systemd what the daemon is doing (sd_notify(3)). Without systemd every call does nothing.
#pragma once

#include <optional>
#include <string_view>

#include "core/time.h"

namespace rrlb::service {

void ready(std::string_view status);
void reloading();  // with MONOTONIC_USEC, which Type=notify-reload of newer systemd asks for
void stopping(std::string_view status);
void status(std::string_view status);
void extend_timeout(Milliseconds by);
void feed_watchdog();

// How often the watchdog wants to be fed at least (half of WatchdogSec), if it is set.
std::optional<Milliseconds> watchdog_interval();

}  // namespace rrlb::service
