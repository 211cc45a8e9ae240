// Tells systemd what the daemon is doing (sd_notify(3)). Without systemd every call does nothing.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <vector>

#include "common/base/time.h"

namespace rrlb::service {

void ready(std::string_view status);
void reloading();  // with MONOTONIC_USEC, which Type=notify-reload of newer systemd asks for
void stopping(std::string_view status);
void status(std::string_view status);
void extend_timeout(Milliseconds by);
void feed_watchdog();

// Names the process that systemd is to look after and listen to from now on, and says nothing more.
void hand_over_to(pid_t successor);
// Says nothing, because another process of the service is in charge; and speaks again.
void be_silent();
void speak();

// Gives systemd copies of the descriptors, to be inherited under this name by the next process of
// the service (sd_notify(3), FDSTORE=1). What it has already it keeps but once. It keeps as many as
// the unit's FileDescriptorStoreMax= says, and closes the rest.
void store(const char* name, const std::vector<int>& descriptors);

// Has systemd close its copies of that name, and waits until it has.
void forget_stored(const char* name);

// How often the watchdog wants to be fed at least (half of WatchdogSec), if it is set.
std::optional<Milliseconds> watchdog_interval();

}  // namespace rrlb::service
