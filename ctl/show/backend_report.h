// The text for the three layers of a backend (configured, overridden and current state), and for
// what a change of them has led to.
#pragma once

#include <string>
#include <vector>

#include "common/contract/admin_api/backends.h"
#include "ctl/show/text_table.h"

namespace rrlb {

// A paragraph for each.
std::string layers_text(const std::vector<admin_api::Backend>& backends, const Look& look);

// The status, then why the backend gets what it gets.
std::string explain_text(const admin_api::Backend& backend, const Look& look);

// One line for what the command ("drain", "weight", ...) has made of the backend.
std::string change_line(const std::string& command, const admin_api::Backend& backend);

}  // namespace rrlb
