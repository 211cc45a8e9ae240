// The backends as an operator sees them, all at one moment: configured, overridden and current
// state of each, and why.
//
// What follows from the whole pool (which backends receive requests, how large the shares are) is
// computed once, so that showing all backends takes time linear in their number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/contract/admin_api/backends.h"
#include "daemon/balance/overrides/overrides.h"
#include "daemon/balance/pools/roster.h"

namespace rrlb {

class BackendViews {
 public:
  // All of them must outlive it.
  BackendViews(const Roster& roster, const Config& file, const Overrides& overrides, Moment now);

  std::vector<admin_api::Backend> all() const;
  // Nothing if no backend has this name.
  std::optional<admin_api::Backend> of(const std::string& name) const;

 private:
  // What is known of one backend, held together.
  struct Row {
    const Roster::Entry* entry;
    const BackendConfig* file;  // nullptr if the file does not have it
    std::vector<const Override*> overrides;
    bool used;           // receives requests: eligible, or used in a panic
    std::uint64_t pull;  // its part of all pulls is its share of the picks
  };

  double share(const Row& row) const;
  std::string reason(const Row& row) const;
  std::vector<std::string> explain(const Row& row, const std::string& why) const;
  admin_api::Backend view(const Row& row) const;

  const Roster& roster_;
  const Moment now_;
  std::vector<Row> rows_;
  std::uint64_t all_pull_ = 0;  // of those that are used
};

}  // namespace rrlb
