// Hashes for consistent hashing, the same on every machine, so that balancers agree.
//
// MurmurHash64A (Austin Appleby, public domain): 8 bytes at a time, and it spreads keys evenly. It
// has no secret, so an attacker can choose keys that all go to one backend. The bound on loads
// (hash_balance_factor) limits that.
#pragma once

#include <cstdint>
#include <string_view>

namespace rrlb {

std::uint64_t hash_of(std::string_view text);

// Mixes one number: the step of splitmix64 (Sebastiano Vigna, public domain). Different numbers
// have different results, which look random.
constexpr std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

}  // namespace rrlb
