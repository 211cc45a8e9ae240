#include "daemon/http/h1/reader_pool.h"

namespace rrlb {

std::unique_ptr<RequestReader> ReaderPool::take(std::size_t capacity) {
  if (spare_.empty()) return std::make_unique<RequestReader>(capacity);
  std::unique_ptr<RequestReader> reader = std::move(spare_.back());
  spare_.pop_back();
  return reader;
}

void ReaderPool::give_back(std::unique_ptr<RequestReader> reader, std::size_t capacity) {
  if (reader->capacity() != capacity || spare_.size() * capacity >= kMostBytes) return;
  reader->clear();
  spare_.push_back(std::move(reader));
}

}  // namespace rrlb
