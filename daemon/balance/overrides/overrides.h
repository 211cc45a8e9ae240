// What an operator set at run time, beside what the file says: a backend's state or weight, a
// backend that was added or removed.
//
// An override survives reloads and restarts. It ends when it is withdrawn, when its time is over,
// and when somebody edits the overridden value in the file, which is then the newer word. Setting
// the value that the file has withdraws the override.
//
// Pure: time is an argument; the caller stores the text of all overrides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/wall_time.h"
#include "common/config/config.h"

namespace rrlb {

enum class OverrideKey { state, weight, added, removed };
std::string_view to_string(OverrideKey key);

// By whom, when, and for how long.
struct OverrideOrigin {
  std::string who;
  WallTime when{};
  std::string why;                // may be ""
  std::optional<WallTime> until;  // none: until it is withdrawn
};

struct Override {
  std::string backend;
  OverrideKey key = OverrideKey::state;
  Wanted state = Wanted::enabled;  // of an override of the state
  std::uint64_t weight = 1;        // of one for a weight, or an added backend's
  std::string url;                 // of an added backend
  OverrideOrigin origin;
  std::string file_said;  // of the same, when the override was made

  // "draining", "5", "http://web3", "true".
  std::string value() const;
};

struct EndedOverride {
  Override entry;
  std::string line;  // for the log: what ended, and why
};

class Overrides {
 public:
  // Each replaces an earlier override of the same value. False if the file has that value: then an
  // earlier override is withdrawn. The backend is one of applied_to(file).
  bool want_state(const Config& file, const std::string& backend, Wanted state,
                  OverrideOrigin origin);
  bool want_weight(const Config& file, const std::string& backend, std::uint64_t weight,
                   OverrideOrigin origin);
  void add(const BackendConfig& backend, OverrideOrigin origin);
  void remove(const Config& file, const std::string& backend, OverrideOrigin origin);
  // Whether there was one.
  bool withdraw(const std::string& backend, OverrideKey key);

  // The configuration as it is to be: the file's, and what was asked for.
  Config applied_to(const Config& file) const;

  // Drops those that are over, with their lines.
  std::vector<EndedOverride> end(const Config& file, WallTime now);
  // When the next one is over.
  std::optional<WallTime> next_end() const;

  // They must outlive it.
  std::unordered_map<std::string_view, std::vector<const Override*>> by_backend() const;
  const std::vector<Override>& all() const { return overrides_; }

  std::string to_json() const;
  // Replaces the overrides. Returns "", or what is wrong with the text; then nothing has changed.
  std::string read_json(std::string_view text);

  bool operator==(const Overrides& other) const { return to_json() == other.to_json(); }

 private:
  struct Surroundings;

  void put(Override entry);
  static std::string why_added_over(const Override& entry, const Surroundings& surroundings);
  static std::string why_over(const Override& entry, const Surroundings& surroundings,
                              WallTime now);

  std::vector<Override> overrides_;
};

// "2h" from now on, or a time by RFC 3339. `problem` says what was expected.
struct ParsedUntil {
  std::optional<WallTime> until;
  std::string problem;
};
ParsedUntil parse_until(std::string_view text, WallTime now);

}  // namespace rrlb
