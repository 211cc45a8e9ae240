// Hashes for a consistent hash: the same on every machine, so that balancers agree.
//
// MurmurHash64A (Austin Appleby, public domain): 8 bytes at a time, and of a quality that spreads
// keys evenly. It has no secret: who wants to can make keys that meet at one backend. That is what
// the bound on loads (hash_balance_factor) is for.
#pragma once

#include <cstdint>
#include <string_view>

namespace rrlb {

std::uint64_t hash_of(std::string_view text);

// One number well mixed: the step of splitmix64 (Sebastiano Vigna, public domain). Numbers that
// differ have mixed ones that differ, and look random.
constexpr std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

}  // namespace rrlb
