#include "daemon/relay/exchanges.h"

namespace rrlb {

void Exchanges::begin(ClientStream& client, ClientEvents*& events) {
  std::unique_ptr<Exchange> exchange;
  if (spare_.empty()) {
    exchange = std::make_unique<Exchange>(context_, *this);
  } else {
    exchange = std::move(spare_.back());
    spare_.pop_back();
  }
  Exchange& begun = active_.add(std::move(exchange));
  events = &begun;
  begun.begin(client);
}

void Exchanges::over(Exchange& exchange) {
  std::unique_ptr<Exchange> taken = active_.take(exchange);
  if (spare_.size() < kMostSpare) {
    spare_.push_back(std::move(taken));
  } else {
    context_.net.after_event.destroy(std::move(taken));
  }
}

void Exchanges::retry_queue() {
  while (Waiting* first = context_.net.timeouts.queueing.first()) {
    if (static_cast<Exchange*>(first)->try_again()) return;
  }
}

void Exchanges::count_queued(std::uint64_t more) {
  queued_.fetch_add(more, std::memory_order_relaxed);
  context_.between.queued.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace rrlb
