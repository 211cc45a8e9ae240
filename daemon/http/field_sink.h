// The destination of header fields: HTTP/1 text, or a list for HPACK. forwarding.h decides which
// fields are written; a sink does not know what a field means.
#pragma once

#include <string_view>

namespace rrlb {

class FieldSink {
 public:
  virtual void field(std::string_view name, std::string_view value) = 0;

  // A field whose value is written in parts: begin_field(), any number of put(), end_field().
  virtual void begin_field(std::string_view name) = 0;
  virtual void put(std::string_view part) = 0;
  virtual void end_field() = 0;

 protected:
  ~FieldSink() = default;
};

}  // namespace rrlb
