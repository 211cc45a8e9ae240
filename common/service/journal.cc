#define SD_JOURNAL_SUPPRESS_LOCATION
#include "common/service/journal.h"

#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "common/base/printable.h"
#include "common/service/logging.h"

namespace rrlb {
namespace {

int priority(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return LOG_DEBUG;
    case LogLevel::info:
      return LOG_INFO;
    case LogLevel::warning:
      return LOG_WARNING;
    case LogLevel::error:
      return LOG_ERR;
  }
  return LOG_INFO;
}

}  // namespace

std::string JournalRecord::field(std::string_view name) const {
  for (const JournalField& one : fields) {
    if (one.name == name) return one.value;
  }
  return {};
}

void write_record(const JournalRecord& record) {
  static const bool to_journal = logging_to_journal();
  if (!to_journal) return log_at(record.level, record.message);
  std::vector<std::string> entries{"MESSAGE=" + printable(record.message),
                                   "PRIORITY=" + std::to_string(priority(record.level)),
                                   "MESSAGE_ID=" + std::string{record.id}};
  for (const JournalField& field : record.fields) {
    entries.push_back(field.name + "=" + printable(field.value));
  }
  std::vector<iovec> parts;
  parts.reserve(entries.size());
  for (std::string& entry : entries) parts.push_back({entry.data(), entry.size()});
  if (sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) < 0) {
    log_at(record.level, record.message);  // at least the line, if the journal cannot be reached
  }
}

}  // namespace rrlb
