// SQLite's handles, each closed by itself, and its answers as values: what goes wrong is a problem
// in words, never an exception.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

// A prepared statement, used again and again. Binding counts from 1, columns from 0, as in SQLite.
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* database, std::string_view sql);

  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view text);
  Statement& bind_blob(int place, std::string_view bytes);

  // The result code: SQLITE_ROW, SQLITE_DONE, or what went wrong.
  int step();
  // Does it whole and makes it ready to be used again. SQLITE_DONE if all went well.
  int run();
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string_view blob(int column) const;  // valid until the next step
  bool is_null(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

class Database {
 public:
  // "" if it was opened, else why not.
  std::string open(const std::string& path);
  void close() { handle_.reset(); }

  bool is_open() const { return handle_ != nullptr; }
  sqlite3* handle() const { return handle_.get(); }
  // Runs statements that give no rows. "" or what went wrong.
  std::string execute(const std::string& sql);
  std::string problem() const;  // of what was done last
  std::int64_t pragma(const std::string& name);

 private:
  struct Closer {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Closer> handle_;
};

}  // namespace rrlb
