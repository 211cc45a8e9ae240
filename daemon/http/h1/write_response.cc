#include "daemon/http/h1/write_response.h"

#include "daemon/http/h1/head_writer.h"
#include "daemon/http/rules.h"

namespace rrlb {
namespace {

void write_status_line(HeadWriter& head, const ForwardedResponse& response) {
  head.put_known("HTTP/1.1 ");
  head.put_number(static_cast<std::uint64_t>(response.status));
  head.put_known(" ");
  if (fits_a_line(response.reason)) head.put(response.reason);
  head.end_line();
}

// RFC 9110 8.6: neither 1xx nor 204 has a length.
void write_framing(HeadWriter& head, const ForwardedResponse& response) {
  if (response.status < 200 || response.status == 204) return;
  if (response.body == BodyKind::chunked) {
    head.field("Transfer-Encoding", "chunked");
  } else if (response.body == BodyKind::counted ||
             (response.body == BodyKind::none && response.length_given)) {
    head.number_field("Content-Length", response.length);
  }
}

void write_connection(HeadWriter& head, const ForwardedResponse& response) {
  if (response.upgrade_to_websocket) {
    head.field("Connection", "Upgrade");
    head.field("Upgrade", "websocket");
  } else if (response.status < 200) {
    return;
  } else if (!response.keep_alive) {
    head.field("Connection", "close");
  } else if (response.client_http_1_0) {
    head.field("Connection", "keep-alive");
  }
}

}  // namespace

void append_response(std::string& out, const ForwardedResponse& response) {
  HeadWriter head{out, size_of(response.fields) + response.reason.size() + 256};
  write_status_line(head, response);
  write_forwarded_fields(head, response);
  write_framing(head, response);
  write_connection(head, response);
  head.end_head();
}

}  // namespace rrlb
