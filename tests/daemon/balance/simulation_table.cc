// Prints the figures of docs/balancing.md as a table of Markdown.
#include <cstdio>

#include "tests/daemon/balance/simulation.h"

namespace {

using namespace rrlb::simulation;

void print(const char* name, const Pick& pick, const Spec& spec) {
  const Figures figures = run(spec, pick);
  const BackendFigures& slow = figures.backends.back();
  std::printf("| %s | %s | %.0f ms | %.0f ms | %.1f %% | %.0f %% | %u to %u %% |\n", name,
              spec.feedback ? "cpu" : "off", figures.p50_ms, figures.p99_ms, 100 * slow.share,
              slow.cpu, slow.least_percent, slow.most_percent);
}

}  // namespace

int main() {
  std::puts("| algorithm | load feedback | p50 | p99 | slow one's share | its CPU | its weight |");
  std::puts("|---|---|---:|---:|---:|---:|---:|");
  for (const bool feedback : {false, true}) {
    Spec spec;
    spec.feedback = feedback;
    print("weighted_round_robin", weighted_round_robin(), spec);
    print("least_connections", least_connections(), spec);
    print("power_of_two", power_of_two(), spec);
  }
}
