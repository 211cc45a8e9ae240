// The configuration in force: what the file says, with the overrides that operators have set.
//
// Both layers are kept apart; the roster holds what follows from them. Each change is written to
// the state file before it takes effect, and is recorded with the name of the operator.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/config/parse.h"
#include "common/event/event_loop.h"
#include "common/service/journal.h"
#include "daemon/balance/overrides/overrides.h"

namespace rrlb {

class RunningConfig {
 public:
  // Makes a configuration effective.
  using Apply = std::function<void(const Config& effective)>;
  using Note = std::function<void(const JournalRecord&)>;

  // Reads the overrides that an earlier process has left.
  RunningConfig(EventLoop& loop, std::string config_file, ParsedConfig file, Apply apply,
                Note note);

  // From here on overrides end when their time is over.
  void begin();
  // Another process is in charge of the overrides: this one ends and writes none.
  void hand_over();
  // This process is in charge of them now: takes up what the one before has left.
  void take_over();

  const std::string& config_file() const { return config_file_; }
  const Config& file() const { return file_.config; }
  const ParsedConfig& parsed_file() const { return file_; }
  const Overrides& overrides() const { return overrides_; }
  Config effective() const { return overrides_.applied_to(file_.config); }

  // Reads the file anew. With problems nothing has changed.
  std::vector<Problem> reload();

  // Each returns "", or why it cannot be done. The backend exists.
  std::string want_state(const std::string& backend, Wanted state, OverrideOrigin origin);
  std::string want_weight(const std::string& backend, std::uint64_t weight, OverrideOrigin origin);
  std::string want_files_weight(const std::string& backend, const std::string& who);
  // One that was removed from what the file has comes back as the file has it, but for a weight
  // that is given.
  std::string add(const BackendConfig& backend, std::optional<std::uint64_t> weight,
                  OverrideOrigin origin);
  std::string remove(const std::string& backend, OverrideOrigin origin);

 private:
  Overrides read_overrides() const;
  std::string state_file_to_read() const;
  void write_overrides(const Overrides& overrides);
  std::string change(Overrides next, const std::string& backend, const std::string& done,
                     const std::string& who);
  void keep(Overrides next);
  void end_overrides();
  void plan_end();

  const std::string config_file_;
  const std::string state_file_;
  ParsedConfig file_;
  Overrides overrides_;
  Apply apply_;
  Note note_;
  Timer next_end_;
  bool in_charge_ = true;
};

}  // namespace rrlb
