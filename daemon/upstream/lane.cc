#include "daemon/upstream/lane.h"

#include <algorithm>

namespace rrlb {

H1ServerConnection& Lane::add(std::unique_ptr<H1ServerConnection> connection) {
  counters().connections_opened.fetch_add(1, std::memory_order_relaxed);
  counters().connections_open.fetch_add(1, std::memory_order_relaxed);
  return connections_.add(std::move(connection));
}

std::unique_ptr<H1ServerConnection> Lane::remove(H1ServerConnection& connection) {
  counters().connections_open.fetch_sub(1, std::memory_order_relaxed);
  return connections_.take(connection);
}

void Lane::end_all() {
  while (connections_.first() != nullptr) connections_.first()->abort();
}

H1ServerConnection* Lane::take_idle() {
  if (idle_.empty()) return nullptr;
  H1ServerConnection* newest = idle_.back();
  idle_.pop_back();
  return newest;
}

void Lane::unpark(const H1ServerConnection& connection) {
  const auto found = std::find(idle_.rbegin(), idle_.rend(), &connection);
  if (found != idle_.rend()) idle_.erase(std::next(found).base());
}

void Lane::end_idle() {
  while (H1ServerConnection* connection = take_idle()) connection->abort();
}

}  // namespace rrlb
