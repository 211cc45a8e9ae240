#include "common/program/config_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "common/program/command_line.h"

namespace rrlb {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestFile = 16U << 20;  // 100,000 backends need about half of this

// Reads the file into source.text. Returns an error message, or "" on success.
std::string read_file(SourceText& source) {
  std::error_code error;
  if (fs::is_directory(source.file, error)) return std::strerror(EISDIR);
  errno = 0;
  std::ifstream in{source.file, std::ios::binary};
  if (!in) return std::strerror(errno != 0 ? errno : EIO);
  std::array<char, 16 * 1024> part{};
  while (source.text.size() <= kLargestFile && in) {
    in.read(part.data(), part.size());
    source.text.append(part.data(), static_cast<size_t>(in.gcount()));
  }
  if (in.bad()) return std::strerror(EIO);
  if (source.text.size() > kLargestFile) return "larger than 16 MiB";
  return {};
}

std::vector<std::string> drop_ins(const std::string& file) {
  std::vector<std::string> files;
  if (!file.ends_with(".conf")) return files;
  const fs::path folder = file.substr(0, file.size() - 5) + ".d";
  std::error_code ignored;
  for (fs::directory_iterator entry{folder, ignored}, end; entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.ends_with(".conf") && !name.starts_with('.')) files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

ParsedConfig load_config(const std::string& file) {
  std::vector<SourceText> sources{{file, {}, false}};
  for (std::string& name : drop_ins(file)) sources.push_back({std::move(name), {}, true});
  std::vector<Problem> unreadable;
  for (SourceText& source : sources) {
    const std::string problem = read_file(source);
    if (!problem.empty()) unreadable.push_back({{source.file, 0, 0}, problem, {}});
  }
  ParsedConfig result = parse_config(sources);
  result.problems.insert(result.problems.begin(), unreadable.begin(), unreadable.end());
  return result;
}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) std::cerr << render(problem) << "\n";
}

int check_config_file(const std::string& file, const FurtherProblems& further) {
  ParsedConfig loaded = load_config(file);
  if (loaded.problems.empty() && further) loaded.problems = further(loaded);
  print_problems(loaded.problems);
  if (!loaded.problems.empty()) return exit_code::kFailed;
  const size_t count = loaded.config.backends.size();
  std::cout << file << ": no problems, " << count << (count == 1 ? " backend\n" : " backends\n");
  return exit_code::kDone;
}

}  // namespace rrlb
