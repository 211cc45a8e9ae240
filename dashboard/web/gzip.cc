#include "dashboard/web/gzip.h"

#include <zlib.h>

#include <array>
#include <cstdlib>

namespace rrlb {
namespace {

constexpr int kLevel = 3;
constexpr int kWindow = 15 + 16;  // zlib.h: 16 more selects the format of gzip
constexpr int kMemory = 8;

Bytef* bytes_of(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));  // zlib only reads it
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Whether the parameter is a weight of zero: "q=0", "q=0.000".
bool refused(std::string_view parameter) {
  return parameter.starts_with("q=0") &&
         parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

std::string gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    std::abort();  // out of memory
  }
  std::string result(deflateBound(&stream, text.size()), '\0');
  stream.next_in = bytes_of(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, kWindow) != Z_OK) std::abort();
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string result;
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    std::array<char, 16384> part;
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = part.size();
    outcome = inflate(&stream, Z_NO_FLUSH);
    result.append(part.data(), part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return outcome == Z_STREAM_END ? result : std::string{};
}

bool accepts_gzip(std::string_view field) {
  while (!field.empty()) {
    const std::string_view one = field.substr(0, field.find(','));
    field.remove_prefix(one.size() < field.size() ? one.size() + 1 : field.size());
    const std::string_view coding = trimmed(one.substr(0, one.find(';')));
    if (coding != "gzip" && coding != "*") continue;
    const std::size_t semicolon = one.find(';');
    return semicolon == std::string_view::npos || !refused(trimmed(one.substr(semicolon + 1)));
  }
  return false;
}

}  // namespace rrlb
