#include "daemon/http/forwarding.h"

#include <algorithm>
#include <array>
#include <vector>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

// How the balancer treats a field.
enum class Meaning {
  plain,
  of_connection,  // or framing: never passed on
  of_request,     // replaced, or not meant for the backend
  date,
  x_for,
  x_proto,
  x_host,
  x_other,
  forwarded,
};

// Lower case, and "-" for "_".
constexpr auto kPlainly = [] {
  std::array<char, 256> plain{};
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<char>(i);
  for (char c = 'A'; c <= 'Z'; ++c)
    plain[static_cast<unsigned char>(c)] = static_cast<char>(c | 0x20);
  plain['_'] = '-';
  return plain;
}();
char plainly(char c) { return kPlainly[static_cast<unsigned char>(c)]; }

bool is(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (plainly(name[i]) != lower[i]) return false;
  }
  return true;
}

bool begins(std::string_view name, std::string_view lower) {
  return name.size() >= lower.size() && is(name.substr(0, lower.size()), lower);
}

Meaning of_x(std::string_view name) {
  constexpr std::string_view kForwarded = "x-forwarded";
  if (is(name, "x-real-ip")) return Meaning::x_other;
  if (!begins(name, kForwarded)) return Meaning::plain;
  const std::string_view rest = name.substr(kForwarded.size());
  if (rest.empty()) return Meaning::x_other;
  if (plainly(rest.front()) != '-') return Meaning::plain;
  if (is(rest, "-for")) return Meaning::x_for;
  if (is(rest, "-proto")) return Meaning::x_proto;
  if (is(rest, "-host")) return Meaning::x_host;
  return Meaning::x_other;
}

struct Known {
  std::string_view name;
  Meaning meaning;
};
constexpr std::array kKnown{
    // By length.
    Known{"te", Meaning::of_connection},
    Known{"host", Meaning::of_request},
    Known{"date", Meaning::date},
    Known{"close", Meaning::of_connection},
    Known{"proxy", Meaning::of_request},
    Known{"expect", Meaning::of_request},
    Known{"upgrade", Meaning::of_connection},
    Known{"forwarded", Meaning::forwarded},
    Known{"connection", Meaning::of_connection},
    Known{"keep-alive", Meaning::of_connection},
    Known{"content-length", Meaning::of_connection},
    Known{"http2-settings", Meaning::of_connection},
    Known{"proxy-connection", Meaning::of_connection},
    Known{"transfer-encoding", Meaning::of_connection},
    Known{"proxy-authenticate", Meaning::of_connection},
    Known{"proxy-authorization", Meaning::of_connection},
};
constexpr std::size_t kLongest = kKnown.back().name.size();

// Where in kKnown the names of each length begin: the names of length n are at [n] up to [n + 1].
constexpr auto kByLength = [] {
  std::array<std::uint8_t, kLongest + 2> begin{};
  for (const Known& known : kKnown) ++begin[known.name.size() + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  return begin;
}();

// The first letters of the names of each length, one bit per letter. Most names are dismissed by
// it.
constexpr std::uint32_t bit_of(char letter) { return std::uint32_t{1} << (letter & 31); }
constexpr auto kFirstLetters = [] {
  std::array<std::uint32_t, kLongest + 1> letters{};
  for (const Known& known : kKnown) letters[known.name.size()] |= bit_of(known.name.front());
  return letters;
}();

Meaning meaning_of(std::string_view name) {
  if (name.empty()) return Meaning::of_connection;  // an empty name is never passed on
  if (plainly(name.front()) == 'x') return of_x(name);
  if (name.size() > kLongest) return Meaning::plain;
  if ((kFirstLetters[name.size()] & bit_of(name.front())) == 0) return Meaning::plain;
  for (std::size_t i = kByLength[name.size()]; i < kByLength[name.size() + 1]; ++i) {
    if (is(name, kKnown[i].name)) return kKnown[i].meaning;
  }
  return Meaning::plain;
}

bool misspelt(std::string_view name) { return name.find('_') != std::string_view::npos; }

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// The fields that the Connection fields name, except those that must not be removed.
class NamedByConnection {
 public:
  explicit NamedByConnection(std::span<const Field> fields) {
    for (const Field& field : fields) {
      if (field.name.size() == 10 && is(field.name, "connection")) add(field.value);
    }
    std::sort(names_.begin(), names_.end());
  }

  bool has(std::string_view name) const {
    return !names_.empty() && std::binary_search(names_.begin(), names_.end(), lower(name));
  }

 private:
  static std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), plainly);
    return result;
  }

  // Fields that others than the two ends of this connection rely on.
  static bool needed(std::string_view name) {
    return meaning_of(name) != Meaning::plain || begins(name, "content-") || is(name, "via") ||
           is(name, "authorization") || is(name, "cache-control") || is(name, "trailer");
  }

  void add(std::string_view list) {
    while (!list.empty()) {
      const std::size_t comma = std::min(list.find(','), list.size());
      const std::string_view name = trimmed(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
      if (!needed(name)) names_.push_back(lower(name));
    }
  }

  std::vector<std::string> names_;  // usually empty
};

void write_via(FieldSink& sink, bool http_1_0) {
  sink.field("Via", http_1_0 ? "1.0 rrlb" : "1.1 rrlb");
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// Writes the fields of one request.
class RequestFields {
 public:
  RequestFields(FieldSink& sink, const ForwardedRequest& request, const ClientFacts& client)
      : sink_{sink}, request_{request}, client_{client} {}

  void write(bool via) {
    const NamedByConnection named{request_.fields};
    for (const Field& field : request_.fields) pass_on(field, named);
    if (via) write_via(sink_, request_.http_1_0);
    client_fields();
  }

 private:
  void pass_on(const Field& field, const NamedByConnection& named) {
    const Meaning meaning = meaning_of(field.name);
    if (meaning == Meaning::plain) {
      if (!named.has(field.name)) sink_.field(field.name, field.value);
    } else if (!misspelt(field.name)) {
      pass_on_known(field, meaning);
    }
  }

  void pass_on_known(const Field& field, Meaning meaning) {
    switch (meaning) {
      case Meaning::date:
        return sink_.field(field.name, field.value);
      case Meaning::x_for:
        x_for_came_ = true;
        return;
      case Meaning::forwarded:
        forwarded_came_ = true;
        return;
      case Meaning::x_proto:
        return keep_if_trusted(field, x_proto_kept_);
      case Meaning::x_host:
        return keep_if_trusted(field, x_host_kept_);
      case Meaning::x_other:
        if (client_.trusted) sink_.field(field.name, field.value);
        return;
      default:
        return;
    }
  }

  void keep_if_trusted(const Field& field, bool& kept) {
    if (!client_.trusted || field.value.empty() || !fits_a_line(field.value)) return;
    sink_.field(field.name, field.value);
    kept = true;
  }

  // Writes what the client sent in such fields, as the beginning of a list.
  void put_what_came(Meaning meaning) {
    for (const Field& field : request_.fields) {
      if (meaning_of(field.name) != meaning || misspelt(field.name)) continue;
      if (field.value.empty() || !fits_a_line(field.value)) continue;
      sink_.put(field.value);
      sink_.put(", ");
    }
  }

  void client_fields() {
    sink_.begin_field("X-Forwarded-For");
    if (client_.trusted && x_for_came_) put_what_came(Meaning::x_for);
    sink_.put(client_.ip);
    sink_.end_field();
    if (!x_proto_kept_) sink_.field("X-Forwarded-Proto", client_.scheme);
    if (!x_host_kept_ && !request_.host.empty()) sink_.field("X-Forwarded-Host", request_.host);
    forwarded();
  }

  void forwarded() {
    sink_.begin_field("Forwarded");
    if (client_.trusted && forwarded_came_) put_what_came(Meaning::forwarded);
    const bool ipv6 = client_.ip.find(':') != std::string_view::npos;
    sink_.put(ipv6 ? "for=\"[" : "for=");
    sink_.put(client_.ip);
    if (ipv6) sink_.put("]\"");
    if (!request_.host.empty()) {
      sink_.put(";host=");
      put_token_or_quoted(request_.host);
    }
    sink_.put(";proto=");
    sink_.put(client_.scheme);
    sink_.end_field();
  }

  void put_token_or_quoted(std::string_view text) {
    if (is_token(text)) return sink_.put(text);
    sink_.put("\"");
    for (const char c : text) {
      if (c == '"' || c == '\\') sink_.put("\\");
      sink_.put({&c, 1});
    }
    sink_.put("\"");
  }

  FieldSink& sink_;
  const ForwardedRequest& request_;
  const ClientFacts& client_;
  bool x_for_came_ = false;
  bool x_proto_kept_ = false;
  bool x_host_kept_ = false;
  bool forwarded_came_ = false;
};

// Returns whether there was a Date field.
bool write_response_fields(FieldSink& sink, std::span<const Field> fields) {
  const NamedByConnection named{fields};
  bool dated = false;
  for (const Field& field : fields) {
    const Meaning meaning = meaning_of(field.name);
    if (meaning == Meaning::of_connection) continue;
    if (meaning == Meaning::plain && named.has(field.name)) continue;
    sink.field(field.name, field.value);
    dated |= meaning == Meaning::date;
  }
  return dated;
}

}  // namespace

std::size_t size_of(std::span<const Field> fields) {
  std::size_t bytes = 0;
  for (const Field& field : fields) bytes += field.name.size() + field.value.size() + 4;
  return bytes;
}

std::string_view forwarded_host(const ForwardedRequest& request, const ForwardingStyle& style) {
  const bool own = style.host == HostRule::backend || request.host.empty();
  return own ? request.backend_authority : request.host;
}

void write_forwarded_fields(FieldSink& sink, const ForwardedRequest& request,
                            const ClientFacts& client, const ForwardingStyle& style) {
  RequestFields{sink, request, client}.write(style.via);
}

void write_forwarded_fields(FieldSink& sink, const ForwardedResponse& response) {
  const bool dated = write_response_fields(sink, response.fields);
  if (!dated && !response.date.empty() && response.status >= 200) sink.field("Date", response.date);
  if (!response.set_cookie.empty()) sink.field("Set-Cookie", response.set_cookie);
  if (response.via) write_via(sink, response.backend_http_1_0);
}

}  // namespace rrlb
