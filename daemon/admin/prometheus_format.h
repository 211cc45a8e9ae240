// How Prometheus' text format 0.0.4 is written: figures, each with its help and type, and their
// samples.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/contract/snapshot_json.h"

namespace rrlb::prometheus {

// A number as %.15g writes it.
void append_number(std::string& out, double value);
std::string number(double value);

// A label's value: the format's three escapes.
std::string escaped(std::string_view text);

// What introduces a figure; `type` is "counter", "gauge" or "histogram".
void head(std::string& out, const std::string& name, const char* type, const char* help);

// A figure of the balancer; without a value it has no sample.
void single(std::string& out, const std::string& name, const char* type, const char* help,
            std::optional<double> value);

// A label beside the backend's; without a name there is none.
struct Label {
  std::string_view name{};
  std::string_view value{};
};

// One sample of a backend. A scrape of 10,000 backends writes half a million of them on the control
// thread, so it makes no text that it throws away.
void write_sample(std::string& out, std::string_view name, const BackendSnapshot& backend,
                  const Label& label, double value);

using Figure = std::function<std::optional<double>(const BackendSnapshot&)>;

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure);

}  // namespace rrlb::prometheus
