// Request readers with their buffers, handed round: a connection has one only while a request is
// coming in, so that an idle connection holds no buffer.
#pragma once

#include <memory>
#include <vector>

#include "daemon/http/h1/request_reader.h"

namespace rrlb {

class ReaderPool {
 public:
  std::unique_ptr<RequestReader> take(std::size_t capacity);
  // Keeps it, unless enough are kept or it has not the capacity that is asked for now.
  void give_back(std::unique_ptr<RequestReader> reader, std::size_t capacity);
  void clear() { spare_.clear(); }

 private:
  static constexpr std::size_t kMostBytes = 4U << 20;  // of all that are kept

  std::vector<std::unique_ptr<RequestReader>> spare_;
};

}  // namespace rrlb
