#include "daemon/relay/decision.h"

namespace rrlb {
namespace {

bool asks_for_stats(const RequestHead& head, const std::string& stats_path) {
  if (stats_path.empty()) return false;
  return head.path_and_query.substr(0, head.path_and_query.find('?')) == stats_path;
}

}  // namespace

Decision decide(const RequestHead& head, int body_refusal, const Topology& topology) {
  if (asks_for_stats(head, topology.stats_path)) return {Decision::Kind::own_stats};
  if (topology.mode == Mode::proxy) {
    if (body_refusal != 0) return {Decision::Kind::refuse, body_refusal};
    return {Decision::Kind::relay};
  }
  return {head.target == "*" ? Decision::Kind::no_content : Decision::Kind::redirect};
}

}  // namespace rrlb
