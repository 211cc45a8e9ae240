// Keeps request readers and their buffers for reuse. A connection holds one only while it reads a
// request, so an idle connection holds no buffer.
#pragma once

#include <memory>
#include <vector>

#include "daemon/http/h1/request_reader.h"

namespace rrlb {

class ReaderPool {
 public:
  std::unique_ptr<RequestReader> take(std::size_t capacity);
  // Keeps the reader, unless enough are kept or its capacity is not the one that is now wanted.
  void give_back(std::unique_ptr<RequestReader> reader, std::size_t capacity);
  void clear() { spare_.clear(); }

 private:
  static constexpr std::size_t kMostBytes = 4U << 20;  // of all kept readers

  std::vector<std::unique_ptr<RequestReader>> spare_;
};

}  // namespace rrlb
