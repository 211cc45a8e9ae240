// What is counted for one exchange, and its access record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/balance/retry/failure.h"
#include "daemon/http/client_stream.h"
#include "daemon/relay/relay_context.h"

namespace rrlb {

class Outcome {
 public:
  void begin(TimePoint now);
  // Copies the texts of the access record, in case one is written.
  void keep_texts(const RequestHead& head);

  // A backend was chosen. `again`: after the failure of another one.
  void given_to(const Member& member, bool again);
  void asked_again(const Member& member);
  void sent(TimePoint now) { sent_at_ = now; }
  void responded(RelayContext& context, const Topology& topology, const Member& member, int status);
  void upgraded(const Member& member, int status);
  // `member`: the backend that had the request; nullptr if there was none.
  void failed(RelayContext& context, const Topology& topology, const Member* member,
              FailureKind kind);
  void answered(int status) { status_ = status; }

  std::uint64_t body_bytes = 0;  // of the request
  std::uint64_t sent_bytes = 0;  // of the response's body

  void record(AccessLog& log, const IpBits& client, unsigned retries, TimePoint now) const;

 private:
  TimePoint began_{};
  TimePoint sent_at_{};
  std::string method_;
  std::string target_;
  std::string_view backend_;  // the last one's name
  std::string_view failure_;  // the last one's name
  int status_ = 0;
};

}  // namespace rrlb
