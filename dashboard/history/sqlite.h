// Owning wrappers of SQLite's handles. Errors are returned as messages, never thrown.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

// A prepared statement that can be reused. As in SQLite, bound parameters count from 1, columns
// from 0.
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* database, std::string_view sql);

  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view text);
  Statement& bind_blob(int place, std::string_view bytes);

  // Returns SQLITE_ROW, SQLITE_DONE, or an error code.
  int step();
  // Runs the statement to its end and resets it. Returns SQLITE_DONE on success.
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
  // Returns an error message, or "" on success.
  std::string open(const std::string& path);
  void close() { handle_.reset(); }

  bool is_open() const { return handle_ != nullptr; }
  sqlite3* handle() const { return handle_.get(); }
  // Runs statements without result rows. Returns an error message, or "" on success.
  std::string execute(const std::string& sql);
  std::string problem() const;  // the message of the last error
  std::int64_t pragma(const std::string& name);

 private:
  struct Closer {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Closer> handle_;
};

}  // namespace rrlb
