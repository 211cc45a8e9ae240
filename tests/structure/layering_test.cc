// Reads every #include line and checks the order of the folders in ARCHITECTURE.md: each folder has a
// rank, a file includes only its own folder and folders of a lower rank, and a program never includes
// another one. Folders of equal rank do not include each other.
//
// Pure folders contain logic only: they include the standard library, nlohmann/json and pure folders,
// read no clock, draw no random number and write no log. Some libraries may be included in one folder
// only, so that they can be replaced.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

const std::vector<std::string> kPrograms{"daemon", "backend", "dashboard", "traffic", "ctl"};

// Folders from the bottom to the top; those of one line have the same rank.
const std::vector<std::vector<std::string>> kRanks{
    {"common/base"},
    {"common/contract"},
    {"common/config", "common/contract/admin_api"},
    {"common/event"},
    {"common/service", "common/program"},
    {"common/process", "common/endpoint"},
    // The balancer.
    {"daemon/balance/retry"},
    {"daemon/balance/fitness"},
    {"daemon/balance/pick"},
    {"daemon/balance/pools", "daemon/balance/overrides", "daemon/balance/news"},
    {"daemon/counts", "daemon/net"},
    {"daemon/http"},
    {"daemon/http/h1"},
    {"daemon/relay"},
    {"daemon/upstream", "daemon/downstream"},
    {"daemon/worker"},
    {"daemon/probe", "daemon/lifecycle", "daemon/report/alert"},
    {"daemon/report"},
    {"daemon/state"},
    {"daemon/admin"},
    {"daemon"},
    // The dashboard.
    {"dashboard/poll"},
    {"dashboard/view"},
    {"dashboard/web", "dashboard/report"},
    {"dashboard/session", "dashboard/history"},
    {"dashboard/control"},
    {"dashboard"},
    {"backend", "traffic", "ctl/show"},
    {"ctl"},
};

const std::set<std::string> kPure{"common/base",
                                  "common/config",
                                  "common/contract",
                                  "common/contract/admin_api",
                                  "daemon/balance/retry",
                                  "daemon/balance/fitness",
                                  "daemon/balance/pick",
                                  "daemon/balance/pools",
                                  "daemon/balance/overrides",
                                  "daemon/balance/news",
                                  "daemon/http"};

// Files in pure folders that may include one further header.
const std::map<std::string, std::string> kExceptions{
    {"common/base/address.cc", "arpa/inet.h"},  // inet_pton, which opens no socket
    {"common/config/parse.cc", "toml++/toml.h"}};

// The only files that may include these headers; both by the beginning of their names.
const std::map<std::string, std::vector<std::string>> kKeepers{
    {"llhttp", {"daemon/http/h1/"}},
    {"toml++/", {"common/config/parse.cc"}},
    {"spdlog/", {"common/service/"}},
    {"fmt/", {"common/service/"}},
    {"systemd/", {"common/service/"}},
    {"event2/", {"common/event/", "common/endpoint/", "daemon/net/"}}};

struct Source {
  std::string file;  // "common/base/address.cc"
  std::vector<std::string> includes;
  std::vector<std::string> code;  // the other lines, without their comments
};

std::string folder_of(const std::string& file) { return file.substr(0, file.rfind('/')); }

bool is_pure(const std::string& file) { return kPure.contains(folder_of(file)); }

// The rank of a folder, -1 if it has none.
int rank_of(const std::string& folder) {
  for (std::size_t rank = 0; rank < kRanks.size(); ++rank) {
    const auto& line = kRanks[rank];
    if (std::find(line.begin(), line.end(), folder) != line.end()) return static_cast<int>(rank);
  }
  return -1;
}

// "daemon" for "daemon/main.cc"; "" for a file of common/.
std::string program_of(const std::string& file) {
  const std::string top = file.substr(0, file.find('/'));
  return std::find(kPrograms.begin(), kPrograms.end(), top) == kPrograms.end() ? "" : top;
}

// The name between the brackets or quotes; "" if the line is no #include.
std::string included_by(const std::string& line) {
  size_t at = line.find_first_not_of(" \t");
  if (at == std::string::npos || line[at] != '#') return "";
  at = line.find_first_not_of(" \t", at + 1);
  if (at == std::string::npos || line.compare(at, 7, "include") != 0) return "";
  const size_t open = line.find_first_of("<\"", at);
  if (open == std::string::npos)
    return "#include " + line.substr(at + 7);  // a macro: refused below
  return line.substr(open + 1, line.find_first_of(">\"", open + 1) - open - 1);
}

// Knows all files of the repository, and checks the includes of each.
class House {
 public:
  explicit House(std::set<std::string> files) : files_{std::move(files)} {}

  // Returns an error message if the include is not allowed, or "".
  std::string complaint(const std::string& file, const std::string& include) const {
    const std::string does = file + " includes " + include;
    for (const auto& [header, keepers] : kKeepers) {
      if (!include.starts_with(header)) continue;
      const bool keeper = std::any_of(keepers.begin(), keepers.end(), [&](const std::string& one) {
        return file.starts_with(one);
      });
      if (!keeper) return does + ", which only " + keepers.front() + "* may";
    }
    if (!files_.contains(include)) return foreign(file, include) ? does : "";
    if (folder_of(file) == folder_of(include)) return "";
    if (!program_of(include).empty() && program_of(include) != program_of(file)) return does;
    if (is_pure(file) && !is_pure(include)) return does + ", which is not pure";
    return rank_of(folder_of(include)) < rank_of(folder_of(file)) ? "" : does + ", which is above";
  }

 private:
  // Whether it must not include this header, which is none of ours or not named from the root.
  bool foreign(const std::string& file, const std::string& include) const {
    if (include.find("..") != std::string::npos || include.starts_with("#")) return true;
    for (const std::string& ours : files_) {
      if (ours.ends_with("/" + include)) return true;
    }
    if (!is_pure(file)) return false;
    const auto exception = kExceptions.find(file);
    if (exception != kExceptions.end() && exception->second == include) return false;
    return !is_standard(include) && !include.starts_with("nlohmann/json");
  }

  // The C++ standard library's headers have neither a dot nor a slash.
  static bool is_standard(const std::string& include) {
    return include.find_first_of("./#") == std::string::npos;
  }

  std::set<std::string> files_;
};

Source read_source(const fs::path& path) {
  Source source{path.lexically_relative(source_folder()).string(), {}, {}};
  std::ifstream in{path};
  for (std::string line; std::getline(in, line);) {
    const std::string include = included_by(line);
    if (include.empty()) {
      source.code.push_back(line.substr(0, line.find("//")));
    } else {
      source.includes.push_back(include);
    }
  }
  return source;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    std::vector<std::string> tops = kPrograms;
    tops.push_back("common");
    for (const std::string& top : tops) {
      const fs::path folder = fs::path{source_folder()} / top;
      if (!fs::exists(folder)) continue;
      for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        const std::string kind = entry.path().extension().string();
        if (entry.is_regular_file() && (kind == ".cc" || kind == ".h")) {
          found.push_back(read_source(entry.path()));
        }
      }
    }
    return found;
  }();
  return all;
}

House real_house() {
  std::set<std::string> files;
  for (const Source& source : sources()) files.insert(source.file);
  return House{files};
}

TEST(Layering, WasCheckedOnRealFiles) {
  for (const auto& line : kRanks) {
    for (const std::string& folder : line) {
      EXPECT_TRUE(std::any_of(sources().begin(), sources().end(), [&](const Source& source) {
        return folder_of(source.file) == folder && !source.includes.empty();
      })) << folder;
    }
  }
  for (const auto& exception : kExceptions) {
    EXPECT_TRUE(std::any_of(sources().begin(), sources().end(),
                            [&](const Source& source) {
                              return source.file == exception.first &&
                                     testing::Value(source.includes,
                                                    testing::Contains(exception.second));
                            }))
        << exception.first << " needs no exception";
  }
}

TEST(Layering, EachFolderHasARank) {
  for (const Source& source : sources())
    EXPECT_NE(rank_of(folder_of(source.file)), -1) << source.file;
}

TEST(Layering, Holds) {
  const House house = real_house();
  for (const Source& source : sources()) {
    for (const std::string& include : source.includes) {
      EXPECT_EQ(house.complaint(source.file, include), "");
    }
  }
}

TEST(Layering, PureFoldersUseNoClockRandomnessOrOutput) {
  for (const Source& source : sources()) {
    if (!is_pure(source.file)) continue;
    for (const std::string& line : source.code) {
      for (const char* word :
           {"::now(", "gettimeofday", "time(nullptr)", "random_device", "rand(", "mt19937",
            "getenv", "std::cout", "std::cerr", "fstream", "printf(std"}) {
        EXPECT_EQ(line.find(word), std::string::npos) << source.file << ": " << line;
      }
    }
  }
}

// Tests of the rules themselves, with invented files.

const House& small_house() {
  static const House house{{"common/base/time.h", "common/event/event_loop.h",
                            "common/service/journal.h", "common/program/terminal.h",
                            "daemon/balance/pools/pool.h", "daemon/worker/worker.h",
                            "daemon/net/wire.h", "traffic/tally.h", "backend/limits.h"}};
  return house;
}

TEST(LayeringRules, AllowIncludesOfLowerRanksAndOfTheSameFolder) {
  const House& house = small_house();
  EXPECT_EQ(house.complaint("common/base/a.cc", "vector"), "");
  EXPECT_EQ(house.complaint("common/base/a.cc", "common/base/time.h"), "");
  EXPECT_EQ(house.complaint("common/base/a.cc", "nlohmann/json.hpp"), "");
  EXPECT_EQ(house.complaint("common/base/address.cc", "arpa/inet.h"), "");
  EXPECT_EQ(house.complaint("daemon/balance/pools/a.cc", "daemon/balance/pools/pool.h"), "");
  EXPECT_EQ(house.complaint("daemon/balance/pools/a.cc", "common/base/time.h"), "");
  EXPECT_EQ(house.complaint("common/event/a.cc", "common/base/time.h"), "");
  EXPECT_EQ(house.complaint("common/event/a.cc", "event2/event.h"), "");
  EXPECT_EQ(house.complaint("daemon/net/a.cc", "event2/event.h"), "");
  EXPECT_EQ(house.complaint("daemon/worker/worker.cc", "daemon/net/wire.h"), "");
  EXPECT_EQ(house.complaint("daemon/http/h1/a.cc", "llhttp.h"), "");
  EXPECT_EQ(house.complaint("traffic/a.cc", "traffic/tally.h"), "");
  EXPECT_EQ(house.complaint("traffic/a.cc", "common/event/event_loop.h"), "");
}

TEST(LayeringRules, RefuseOtherIncludes) {
  const House& house = small_house();
  for (const char* include :
       {"event2/event.h", "systemd/sd-daemon.h", "spdlog/spdlog.h", "sys/socket.h", "unistd.h",
        "arpa/inet.h", "toml++/toml.h", "common/event/event_loop.h", "llhttp.h", "time.h",
        "daemon/balance/pools/pool.h", "../event/event_loop.h", "#include  HEADER"}) {
    EXPECT_NE(house.complaint("common/base/a.cc", include), "") << include;
  }
  EXPECT_NE(house.complaint("common/config/parse.cc", "arpa/inet.h"), "");
  EXPECT_NE(house.complaint("daemon/balance/pools/a.cc", "daemon/worker/worker.h"), "");
  EXPECT_NE(house.complaint("daemon/balance/pools/a.cc", "event2/event.h"), "");
  EXPECT_NE(house.complaint("daemon/balance/pools/a.cc", "common/event/event_loop.h"), "");
  EXPECT_NE(house.complaint("common/event/a.cc", "daemon/balance/pools/pool.h"), "");
  EXPECT_NE(house.complaint("common/event/a.cc", "traffic/tally.h"), "");
  EXPECT_NE(house.complaint("common/service/a.cc", "common/program/terminal.h"), "");
  EXPECT_NE(house.complaint("daemon/net/a.cc", "daemon/worker/worker.h"), "");
  EXPECT_NE(house.complaint("daemon/worker/a.cc", "event2/event.h"), "");
  EXPECT_NE(house.complaint("daemon/worker/a.cc", "worker.h"), "");
  EXPECT_NE(house.complaint("traffic/a.cc", "backend/limits.h"), "");
  EXPECT_NE(house.complaint("traffic/a.cc", "limits.h"), "");
  EXPECT_NE(house.complaint("daemon/worker/worker.cc", "llhttp.h"), "");
  EXPECT_NE(house.complaint("daemon/main.cc", "systemd/sd-daemon.h"), "");
}

TEST(LayeringRules, ReadIncludesInEveryFormat) {
  EXPECT_EQ(included_by("#include <vector>"), "vector");
  EXPECT_EQ(included_by("#include \"common/base/time.h\"  // why"), "common/base/time.h");
  EXPECT_EQ(included_by("  #  include<sys/socket.h>"), "sys/socket.h");
  EXPECT_EQ(included_by("#include HEADER"), "#include  HEADER");
  EXPECT_EQ(included_by("#define INCLUDE <x>"), "");
  EXPECT_EQ(included_by("// #include <x>"), "");
}

}  // namespace
}  // namespace rrlb
