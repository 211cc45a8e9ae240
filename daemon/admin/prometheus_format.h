// How Prometheus' text format 0.0.4 is written: figures, each with its help and type, and their
// samples.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/contract/snapshot_json.h"

namespace rrlb::prometheus {

std::string number(double value);

// A label's value: the format's three escapes.
std::string escaped(std::string_view text);

// What introduces a figure; `type` is "counter", "gauge" or "histogram".
void head(std::string& out, const std::string& name, const char* type, const char* help);

// A figure of the balancer; without a value it has no sample.
void single(std::string& out, const std::string& name, const char* type, const char* help,
            std::optional<double> value);

// One sample of a backend; `more` are further labels: ",code=\"2xx\"".
void write_sample(std::string& out, const std::string& name, const BackendSnapshot& backend,
                  const std::string& more, double value);

using Figure = std::function<std::optional<double>(const BackendSnapshot&)>;

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure);

}  // namespace rrlb::prometheus
