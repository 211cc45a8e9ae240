#include "dashboard/session/attempts.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/ip.h"
#include "common/base/network.h"

namespace rrlb {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr unsigned kFree = 5;
constexpr unsigned kMostInMinute = 60;
constexpr seconds kFirstWait{5};
constexpr seconds kLongestWait{300};
constexpr minutes kShortMemory{1};
constexpr minutes kLongMemory{15};
constexpr std::size_t kPrefixBytes = 8;  // of the /64

seconds wait_after(unsigned failures) {
  seconds wait{0};
  if (failures < kFree) return wait;
  wait = kFirstWait;
  for (unsigned more = kFree; more < failures && wait < kLongestWait; ++more) wait *= 2;
  return std::min(wait, kLongestWait);
}

seconds until(TimePoint then, TimePoint now) {
  return std::max(std::chrono::ceil<seconds>(then - now), seconds{1});
}

}  // namespace

std::string network_of(const std::string& address) {
  const std::string plain = address.substr(0, address.find('%'));  // fe80::1%eth0
  if (!is_ipv6(plain)) return address;
  const auto network = parse_network(plain);
  if (!network) return address;
  IpBits bits = network->bits;
  const std::string whole = ip_text(bits);
  if (is_ipv4(whole)) return whole;  // ::ffff:192.0.2.7
  std::fill(bits.begin() + kPrefixBytes, bits.end(), std::uint8_t{0});
  return ip_text(bits);
}

seconds Attempts::begin(const std::string& address, TimePoint now) {
  if (now - minute_ >= minutes{1}) {
    minute_ = now;
    in_minute_ = 0;
  }
  const std::string network = network_of(address);
  Failures& failures = failures_of(network, now);
  if (now < failures.blocked_until) return until(failures.blocked_until, now);
  if (!knows(network)) {
    if (in_minute_ >= kMostInMinute) return until(minute_ + minutes{1}, now);
    ++in_minute_;
  }
  ++failures.in_a_row;
  failures.last = now;
  failures.blocked_until = now + wait_after(failures.in_a_row);
  return seconds{0};
}

void Attempts::succeeded(const std::string& address) {
  const std::string network = network_of(address);
  failures_.erase(network);
  if (std::erase(known_, network) == 0 && in_minute_ > 0) --in_minute_;
  known_.push_back(network);
  if (known_.size() > kMostKnown) known_.pop_front();
}

bool Attempts::knows(const std::string& network) const {
  return std::find(known_.begin(), known_.end(), network) != known_.end();
}

// The failures of a network; they start again at 0 if the last ones were long ago.
Attempts::Failures& Attempts::failures_of(const std::string& network, TimePoint now) {
  const auto known = failures_.find(network);
  if (known == failures_.end()) {
    make_room(now);
    return failures_[network];
  }
  Failures& failures = known->second;
  const bool waited = failures.in_a_row >= kFree;
  const TimePoint forgotten =
      waited ? failures.blocked_until + kLongMemory : failures.last + kShortMemory;
  if (now >= forgotten) failures = {};
  return failures;
}

void Attempts::make_room(TimePoint now) {
  if (failures_.size() < kMostAddresses) return;
  std::erase_if(failures_, [now](const auto& entry) {
    return now >= std::max(entry.second.blocked_until, entry.second.last) + kLongMemory;
  });
  if (failures_.size() < kMostAddresses) return;
  failures_.erase(
      std::min_element(failures_.begin(), failures_.end(),
                       [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
}

}  // namespace rrlb
