// Counts, for each header of ours, how many of the programs' .cc files read it, through whatever
// stands in between. A header that most of them read costs a build of nearly everything for each
// change: it is to be split, or to be declared forward by others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/source_folder.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;

using Includes = std::map<std::string, std::vector<std::string>>;  // of each file

std::vector<std::string> includes_of(const fs::path& file) {
  constexpr std::string_view kStart = "#include \"";
  std::vector<std::string> found;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kStart)) continue;
    found.push_back(line.substr(kStart.size(), line.rfind('"') - kStart.size()));
  }
  return found;
}

Includes real_includes() {
  Includes all;
  for (const char* top : {"common", "daemon", "backend", "dashboard", "traffic", "ctl"}) {
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{source_folder()} / top}) {
      const std::string kind = entry.path().extension().string();
      if (kind != ".cc" && kind != ".h") continue;
      all[entry.path().lexically_relative(source_folder()).string()] = includes_of(entry.path());
    }
  }
  return all;
}

void add_headers(const Includes& all, const std::string& file, std::set<std::string>& headers) {
  const auto found = all.find(file);
  if (found == all.end()) return;
  for (const std::string& header : found->second) {
    if (headers.insert(header).second) add_headers(all, header, headers);
  }
}

// "base/time.h: 120 of 172" for each header that more than half of the .cc files read.
std::vector<std::string> read_by_most(const Includes& all) {
  std::map<std::string, int> readers;
  int files = 0;
  for (const auto& [file, includes] : all) {
    if (!file.ends_with(".cc")) continue;
    ++files;
    std::set<std::string> headers;
    add_headers(all, file, headers);
    for (const std::string& header : headers) ++readers[header];
  }
  std::vector<std::string> most;
  for (const auto& [header, count] : readers) {
    if (2 * count <= files) continue;
    most.push_back(header + ": " + std::to_string(count) + " of " + std::to_string(files));
  }
  return most;
}

TEST(Readers, AreCountedThroughOtherHeaders) {
  EXPECT_THAT(
      read_by_most({{"a.cc", {"a.h"}}, {"b.cc", {"time.h"}}, {"c.cc", {}}, {"a.h", {"time.h"}}}),
      testing::ElementsAre("time.h: 2 of 3"));
}

TEST(Readers, OfOneHeaderAreAtMostHalfOfTheFiles) {
  EXPECT_THAT(read_by_most(real_includes()), testing::IsEmpty());
}

}  // namespace
}  // namespace rrlb
