#include "daemon/relay/outcome.h"

#include "daemon/balance/fitness/response_ewma.h"

namespace rrlb {
namespace {

void add_one(std::atomic<std::uint64_t>& counter) {
  counter.fetch_add(1, std::memory_order_relaxed);
}

std::chrono::microseconds between(TimePoint from, TimePoint to) {
  return std::chrono::duration_cast<std::chrono::microseconds>(to - from);
}

// Only one worker sees each length of a run of failures, and it reports it at once.
void note_run(const RelayContext& context, const Topology& topology, const Member& member,
              bool failed) {
  auto& run = member.upstream->counters().failures_in_a_row;
  if (failed) {
    const std::uint64_t length = run.fetch_add(1, std::memory_order_relaxed) + 1;
    if (length == topology.failures_that_eject) context.between.look_for_outliers();
  } else if (run.load(std::memory_order_relaxed) != 0) {
    run.store(0, std::memory_order_relaxed);
  }
}

}  // namespace

void Outcome::begin(TimePoint now) {
  began_ = now;
  body_bytes = sent_bytes = 0;
  backend_ = failure_ = {};
  status_ = 0;
}

void Outcome::keep_texts(const RequestHead& head) {
  method_ = head.method;
  target_ = head.target.substr(0, AccessLog::kLongestTarget);
}

void Outcome::given_to(const Member& member, bool again) {
  backend_ = member.upstream->name();
  add_one(member.upstream->counters().requests);
  if (again) add_one(member.upstream->counters().retries);
}

void Outcome::asked_again(const Member& member) { add_one(member.upstream->counters().retries); }

void Outcome::responded(RelayContext& context, const Topology& topology, const Member& member,
                        int status) {
  status_ = status;
  UpstreamCounters& counters = member.upstream->counters();
  const auto took = between(sent_at_, context.net.clock.now());
  counters.response_times.record(took);
  record_response_time(counters.response_ewma_us, took);
  add_one(counters.responses[static_cast<std::size_t>(status / 100 - 1)]);
  note_run(context, topology, member, status >= 500);
}

void Outcome::upgraded(const Member& member, int status) {
  status_ = status;
  add_one(member.upstream->counters().responses[0]);
}

void Outcome::failed(RelayContext& context, const Topology& topology, const Member* member,
                     FailureKind kind) {
  failure_ = failure(kind).name;
  if (member == nullptr) return;
  add_one(member->upstream->counters().failures[static_cast<std::size_t>(kind)]);
  if (failure(kind).side == Side::backend) note_run(context, topology, *member, true);
}

void Outcome::record(AccessLog& log, const IpBits& client, unsigned retries, TimePoint now) const {
  AccessRecord* record = log.next();
  if (record == nullptr) return;
  record->client = ip_text(client);
  record->method = method_;
  record->target = target_;
  record->backend = backend_;
  record->status = status_;
  record->failure = failure_;
  record->retries = retries;
  record->bytes_received = body_bytes;
  record->bytes_sent = sent_bytes;
  record->took = between(began_, now);
  log.add();
}

}  // namespace rrlb
