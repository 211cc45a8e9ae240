#include "daemon/balance/fitness/panic.h"

namespace rrlb {
namespace {

bool counts(const PanicFacts& backend) {
  return backend.wanted && backend.health != Health::unknown;
}

bool usable(const PanicFacts& backend) {
  return counts(backend) && backend.health == Health::healthy && !backend.ejected;
}

bool worth_a_try(const PanicFacts& backend) {
  if (!counts(backend) || usable(backend)) return false;
  return backend.health == Health::healthy || backend.connects;
}

}  // namespace

PanicPlan plan_for_panic(std::uint64_t threshold_percent, const std::vector<PanicFacts>& backends) {
  PanicPlan plan;
  for (const PanicFacts& backend : backends) {
    if (counts(backend)) ++plan.pool;
    if (usable(backend)) ++plan.usable;
  }
  plan.panic = plan.usable * 100 < threshold_percent * plan.pool;
  if (!plan.panic) return plan;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    if (worth_a_try(backends[i])) plan.besides.push_back(i);
  }
  return plan;
}

std::string describe_panic(const PanicPlan& plan, std::uint64_t threshold_percent) {
  std::string text = std::to_string(plan.usable) + " of " + std::to_string(plan.pool) +
                     (plan.pool == 1 ? " backend" : " backends") + " usable, fewer than " +
                     std::to_string(threshold_percent) + " %: ";
  if (plan.besides.empty()) return text + "no other can be";
  const std::size_t others = plan.besides.size();
  return text + std::to_string(others) + (others == 1 ? " other is" : " others are") + " used too";
}

}  // namespace rrlb
