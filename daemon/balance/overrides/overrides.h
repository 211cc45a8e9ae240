// What an operator asked for at run time, beside what the file says: a backend's state or weight, a
// backend that was added or removed.
//
// A wish holds over reloads and restarts. It ends when it is withdrawn, when its time is over, and
// when somebody edits in the file what it is about: then the file is the newer word. To ask for
// what the file says anyway is to withdraw.
//
// Pure: time comes in; who keeps the text of all wishes, and where, is the caller's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/config/config.h"

namespace rrlb {

enum class WishKey { state, weight, added, removed };
std::string_view to_string(WishKey key);

// By whom, when, and for how long.
struct WishOrigin {
  std::string who;
  WallTime when{};
  std::string why;                // may be ""
  std::optional<WallTime> until;  // none: until it is withdrawn
};

struct Wish {
  std::string backend;
  WishKey key = WishKey::state;
  Wanted state = Wanted::enabled;  // of a wish for a state
  std::uint64_t weight = 1;        // of one for a weight, or an added backend's
  std::string url;                 // of an added backend
  WishOrigin origin;
  std::string file_said;  // of the same, when the wish was made

  // "draining", "5", "http://web3", "true".
  std::string value() const;
};

struct EndedWish {
  Wish wish;
  std::string line;  // for the log: what ended, and why
};

class Wishes {
 public:
  // Each replaces an earlier wish about the same. False if the file says so anyway: an earlier wish
  // then is withdrawn. The backend is one of applied_to(file).
  bool want_state(const Config& file, const std::string& backend, Wanted state, WishOrigin origin);
  bool want_weight(const Config& file, const std::string& backend, std::uint64_t weight,
                   WishOrigin origin);
  void add(const BackendConfig& backend, WishOrigin origin);
  void remove(const Config& file, const std::string& backend, WishOrigin origin);
  // Whether there was one.
  bool withdraw(const std::string& backend, WishKey key);

  // The configuration as it is to be: the file's, and what was asked for.
  Config applied_to(const Config& file) const;

  // Drops those that are over, with their lines.
  std::vector<EndedWish> end(const Config& file, WallTime now);
  // When the next one is over.
  std::optional<WallTime> next_end() const;

  std::vector<Wish> of(const std::string& backend) const;
  const std::vector<Wish>& all() const { return wishes_; }

  std::string to_json() const;
  // Makes these the wishes. Returns "" or what is wrong with the text; then nothing has changed.
  std::string read_json(std::string_view text);

  bool operator==(const Wishes& other) const { return to_json() == other.to_json(); }

 private:
  void put(Wish wish);
  std::string why_over(const Wish& wish, const Config& file, WallTime now) const;

  std::vector<Wish> wishes_;
};

// "2h" from now on, or a time by RFC 3339. `problem` says what was expected.
struct ParsedUntil {
  std::optional<WallTime> until;
  std::string problem;
};
ParsedUntil parse_until(std::string_view text, WallTime now);

}  // namespace rrlb
