#include "dashboard/history/sqlite.h"

namespace rrlb {

Statement::Statement(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                     &handle, nullptr);
  handle_.reset(handle);
}

Statement& Statement::bind(int place, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), place, value);
  return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
  sqlite3_bind_text(handle_.get(), place, text.data(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind_blob(int place, std::string_view bytes) {
  sqlite3_bind_blob(handle_.get(), place, bytes.data(), static_cast<int>(bytes.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

int Statement::step() { return handle_ ? sqlite3_step(handle_.get()) : SQLITE_MISUSE; }

int Statement::run() {
  int outcome = step();
  while (outcome == SQLITE_ROW) outcome = step();
  reset();
  return outcome;
}

void Statement::reset() {
  if (handle_) sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr
             ? std::string{}
             : std::string{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string_view Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr
             ? std::string_view{}
             : std::string_view{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int outcome =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (outcome == SQLITE_OK) {
    sqlite3_busy_timeout(handle, 1'000);
    return {};
  }
  const std::string why = problem();
  close();
  return why;
}

std::string Database::execute(const std::string& sql) {
  return sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK
             ? ""
             : problem();
}

std::string Database::problem() const { return handle_ ? sqlite3_errmsg(handle_.get()) : "closed"; }

std::int64_t Database::pragma(const std::string& name) {
  Statement asked{handle_.get(), "PRAGMA " + name};
  return asked.step() == SQLITE_ROW ? asked.integer(0) : 0;
}

}  // namespace rrlb
