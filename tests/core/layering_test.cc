// Proves by reading the #include lines that the house stands as ARCHITECTURE.md draws it:
//
//   2  daemon/  backend/  dashboard/  ctl/  traffic/     never include one another
//   1  common/runtime/                                   includes core/ and runtime/ of ours
//   0  common/core/   daemon/balance/                    standard library, nlohmann/json, floor 0
//
// Floor 0 reads no clock, draws no random number, writes no log. Some libraries have one keeper
// each, so that another can take their place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rrlb {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kPrograms{"daemon", "backend", "dashboard", "traffic", "ctl"};

// Files of floor 0 that may include one thing more.
const std::map<std::string, std::string> kExceptions{
    {"common/core/address.cc", "arpa/inet.h"},  // inet_pton, which opens no socket
    {"common/core/config_parse.cc", "toml++/toml.h"}};

// Headers that begin so belong to files that begin so.
const std::map<std::string, std::string> kKeepers{{"llhttp", "daemon/proxy/http1"},
                                                  {"toml++/", "common/core/config_parse.cc"},
                                                  {"spdlog/", "common/runtime/"},
                                                  {"fmt/", "common/runtime/"},
                                                  {"systemd/", "common/runtime/"}};

struct Source {
  std::string file;  // "common/core/address.cc"
  std::vector<std::string> includes;
  std::vector<std::string> code;  // the other lines, without their comments
};

bool is_floor_0(const std::string& file) {
  return file.starts_with("common/core/") || file.starts_with("daemon/balance/");
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

// Knows which of our files there are, and judges what each includes.
class House {
 public:
  explicit House(std::set<std::string> files) : files_{std::move(files)} {}

  // What is wrong with this include; "" if nothing is.
  std::string complaint(const std::string& file, const std::string& include) const {
    const std::string does = file + " includes " + include;
    for (const auto& [header, keeper] : kKeepers) {
      if (include.starts_with(header) && !file.starts_with(keeper)) {
        return does + ", which only " + keeper + "* may";
      }
    }
    if (include.find("..") != std::string::npos) return does + ": name it from its include root";
    const std::string ours = resolve(file, include);
    if (is_floor_0(file)) {
      const auto exception = kExceptions.find(file);
      if (exception != kExceptions.end() && exception->second == include) return "";
      if (!ours.empty()) return is_floor_0(ours) && below(file, ours) ? "" : does;
      return is_standard(include) || include == "nlohmann/json.hpp" ? "" : does;
    }
    if (ours.empty()) return "";
    if (file.starts_with("common/")) return ours.starts_with("common/") ? "" : does;
    const bool may = ours.starts_with("common/") || program_of(ours) == program_of(file);
    return may ? "" : does;
  }

  // The file of ours that an include means: from the root, from common/, from its program, from its
  // folder, or from another program. "" if it is none of ours.
  std::string resolve(const std::string& file, const std::string& include) const {
    std::vector<std::string> roots{"", "common/", program_of(file) + "/",
                                   file.substr(0, file.rfind('/') + 1)};
    for (const std::string& program : kPrograms) roots.push_back(program + "/");
    for (const std::string& root : roots) {
      if (files_.contains(root + include)) return root + include;
    }
    return "";
  }

 private:
  // Core stands below the balancing, not the other way round.
  static bool below(const std::string& file, const std::string& ours) {
    return ours.starts_with("common/core/") || file.starts_with("daemon/balance/");
  }

  // The C++ standard library's headers have neither a dot nor a slash.
  static bool is_standard(const std::string& include) {
    return include.find_first_of("./#") == std::string::npos;
  }

  std::set<std::string> files_;
};

Source read_source(const fs::path& path) {
  Source source{path.lexically_relative(RRLB_SOURCE_DIR).string(), {}, {}};
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
      const fs::path folder = fs::path{RRLB_SOURCE_DIR} / top;
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
  for (const std::string folder : {"common/core/", "common/runtime/", "daemon/balance/",
                                   "daemon/proxy/", "traffic/", "ctl/"}) {
    EXPECT_TRUE(std::any_of(sources().begin(), sources().end(), [&](const Source& source) {
      return source.file.starts_with(folder) && !source.includes.empty();
    })) << folder;
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

TEST(Layering, Holds) {
  const House house = real_house();
  for (const Source& source : sources()) {
    for (const std::string& include : source.includes) {
      EXPECT_EQ(house.complaint(source.file, include), "");
    }
  }
}

TEST(Layering, LeavesClocksChanceAndOutputToTheFloorsAbove) {
  for (const Source& source : sources()) {
    if (!is_floor_0(source.file)) continue;
    for (const std::string& line : source.code) {
      for (const char* word :
           {"::now(", "gettimeofday", "time(nullptr)", "random_device", "rand(", "mt19937",
            "getenv", "std::cout", "std::cerr", "fstream", "printf(std"}) {
        EXPECT_EQ(line.find(word), std::string::npos) << source.file << ": " << line;
      }
    }
  }
}

// The rules themselves, on a house of cards.

const House& small_house() {
  static const House house{{"common/core/time.h", "common/runtime/event_loop.h",
                            "daemon/balance/pool.h", "daemon/proxy/worker.h", "traffic/tally.h",
                            "backend/handlers.h", "backend/limits.h"}};
  return house;
}

TEST(LayeringRules, AllowWhatStandsBelowOrBeside) {
  const House& house = small_house();
  EXPECT_EQ(house.complaint("common/core/a.cc", "vector"), "");
  EXPECT_EQ(house.complaint("common/core/a.cc", "core/time.h"), "");
  EXPECT_EQ(house.complaint("common/core/a.cc", "nlohmann/json.hpp"), "");
  EXPECT_EQ(house.complaint("common/core/address.cc", "arpa/inet.h"), "");
  EXPECT_EQ(house.complaint("daemon/balance/a.cc", "balance/pool.h"), "");
  EXPECT_EQ(house.complaint("daemon/balance/a.cc", "core/time.h"), "");
  EXPECT_EQ(house.complaint("common/runtime/a.cc", "core/time.h"), "");
  EXPECT_EQ(house.complaint("common/runtime/a.cc", "event2/event.h"), "");
  EXPECT_EQ(house.complaint("daemon/proxy/worker.cc", "proxy/worker.h"), "");
  EXPECT_EQ(house.complaint("daemon/proxy/http1.cc", "llhttp.h"), "");
  EXPECT_EQ(house.complaint("traffic/a.cc", "traffic/tally.h"), "");
  EXPECT_EQ(house.complaint("traffic/a.cc", "runtime/event_loop.h"), "");
  EXPECT_EQ(house.complaint("backend/main.cc", "handlers.h"), "");
}

TEST(LayeringRules, RefuseWhatStandsAboveOrElsewhere) {
  const House& house = small_house();
  for (const char* include :
       {"event2/event.h", "systemd/sd-daemon.h", "spdlog/spdlog.h", "sys/socket.h", "unistd.h",
        "arpa/inet.h", "toml++/toml.h", "runtime/event_loop.h", "balance/pool.h", "llhttp.h",
        "../runtime/event_loop.h", "#include  HEADER"}) {
    EXPECT_NE(house.complaint("common/core/a.cc", include), "") << include;
  }
  EXPECT_NE(house.complaint("common/core/config_parse.cc", "arpa/inet.h"), "");
  EXPECT_NE(house.complaint("daemon/balance/a.cc", "proxy/worker.h"), "");
  EXPECT_NE(house.complaint("daemon/balance/a.cc", "event2/event.h"), "");
  EXPECT_NE(house.complaint("common/runtime/a.cc", "balance/pool.h"), "");
  EXPECT_NE(house.complaint("common/runtime/a.cc", "traffic/tally.h"), "");
  EXPECT_NE(house.complaint("traffic/a.cc", "backend/limits.h"), "");
  EXPECT_NE(house.complaint("traffic/a.cc", "limits.h"), "");
  EXPECT_NE(house.complaint("traffic/a.cc", "../backend/limits.h"), "");
  EXPECT_NE(house.complaint("daemon/proxy/worker.cc", "llhttp.h"), "");
  EXPECT_NE(house.complaint("daemon/main.cc", "systemd/sd-daemon.h"), "");
}

TEST(LayeringRules, ReadIncludesInEachWayTheyAreWritten) {
  EXPECT_EQ(included_by("#include <vector>"), "vector");
  EXPECT_EQ(included_by("#include \"core/time.h\"  // why"), "core/time.h");
  EXPECT_EQ(included_by("  #  include<sys/socket.h>"), "sys/socket.h");
  EXPECT_EQ(included_by("#include HEADER"), "#include  HEADER");
  EXPECT_EQ(included_by("#define INCLUDE <x>"), "");
  EXPECT_EQ(included_by("// #include <x>"), "");
}

}  // namespace
}  // namespace rrlb
