#include "traffic/stats_reading.h"

#include <utility>

#include "common/endpoint/http_client.h"
#include "traffic/tally.h"

namespace rrlb {

StatsReading read_stats(EventLoop& loop, Resolver& resolver, const TrafficOptions& options) {
  if (options.stats_path.empty()) return {std::nullopt, "balancer.stats_path is \"\"", false};
  HttpGetOptions get_options;
  get_options.deadline = options.timeout;
  get_options.max_body = std::size_t{64} << 20;
  HttpResult result;
  const HttpGet get{
      loop, resolver, options.target.server, options.stats_path, get_options, [&](HttpResult got) {
        result = std::move(got);
        loop.stop();
      }};
  loop.run();
  if (!result.answered()) return {std::nullopt, result.problem, true};
  if (result.status != 200) return {std::nullopt, status_text(result.status), false};
  ParsedSnapshot parsed = parse_snapshot(result.body);
  return {std::move(parsed.snapshot), std::move(parsed.problem), false};
}

}  // namespace rrlb
