// Tells systemd what the daemon is doing (sd_notify(3)). Without systemd every call does nothing.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace rrlb::service {

void ready(std::string_view status);
void reloading();  // with MONOTONIC_USEC, which Type=notify-reload of newer systemd requires
void stopping(std::string_view status);
void status(std::string_view status);
void extend_timeout(std::chrono::milliseconds by);
void feed_watchdog();

// Makes `successor` the service's main process, and calls be_silent().
void hand_over_to(pid_t successor);
// Sends nothing while another process of the service is the main one; speak() ends that.
void be_silent();
void speak();

// Gives systemd copies of the descriptors, which the next process of the service inherits under
// this name (sd_notify(3), FDSTORE=1). systemd drops duplicates, and closes those beyond the unit's
// FileDescriptorStoreMax=.
void store(const char* name, const std::vector<int>& descriptors);

// Makes systemd close its copies of that name, and waits until it has done so.
void forget_stored(const char* name);

// The interval at which feed_watchdog() must be called (half of WatchdogSec=), if that is set.
std::optional<std::chrono::milliseconds> watchdog_interval();

}  // namespace rrlb::service
