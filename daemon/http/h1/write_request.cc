#include "daemon/http/h1/write_request.h"

#include "daemon/http/h1/head_writer.h"

namespace rrlb {
namespace {

void write_request_line(HeadWriter& head, const ForwardedRequest& request) {
  const std::string_view path = request.path_and_query;
  head.put(request.method);
  head.put_known(" ");
  if (path == "*") {
    head.put(path);
  } else {
    head.put(request.path_prefix);
    if (!path.starts_with('/')) head.put_known("/");
    head.put(path);
  }
  head.put_known(" HTTP/1.1");
  head.end_line();
}

void write_framing(HeadWriter& head, const ForwardedRequest& request) {
  if (request.body == BodyKind::counted) {
    head.number_field("Content-Length", request.length);
  } else if (request.body == BodyKind::chunked) {
    head.field("Transfer-Encoding", "chunked");
  } else if (request.length_given) {
    head.number_field("Content-Length", 0);
  }
}

}  // namespace

void append_request(std::string& out, const ForwardedRequest& request, const ClientFacts& client,
                    const ForwardingStyle& style) {
  HeadWriter head{
      out, size_of(request.fields) + 6 * request.host.size() + request.path_and_query.size() + 512};
  write_request_line(head, request);
  head.field("Host", forwarded_host(request, style));
  write_forwarded_fields(head, request, client, style);
  if (request.expects_continue) head.field("Expect", "100-continue");
  write_framing(head, request);
  if (request.upgrade_to_websocket) {
    head.field("Connection", "Upgrade");
    head.field("Upgrade", "websocket");
  }
  head.end_head();
}

}  // namespace rrlb
