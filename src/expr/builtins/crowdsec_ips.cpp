// CrowdSec's helpers on IP addresses. pkg/exprhelpers: helpers.go.
#include <array>

#include "base/ip.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/go_strings.h"
#include "expr/go_number.h"

namespace vedette::expr {
namespace {

Value is_ip(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  return Value::boolean(Ip::parse_without_zone(arguments.text(0)).has_value());
}

// A mapped address such as ::ffff:1.2.3.4 is IPv4 here: net.IP.To4.
Value is_ip_v4(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::optional<Ip> ip = Ip::parse_without_zone(arguments.text(0));
  return Value::boolean(ip && ip->unmapped().is_v4());
}

Value is_ip_v6(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::optional<Ip> ip = Ip::parse_without_zone(arguments.text(0));
  return Value::boolean(ip && ip->unmapped().is_v6());
}

Value ip_in_range(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view address = arguments.text(0);
  std::string_view range = arguments.text(1);
  if (arguments.failed()) {
    return {};
  }
  std::optional<Ip> ip = Ip::parse_without_zone(address);
  std::optional<IpNetwork> network = IpNetwork::parse(range);
  return Value::boolean(ip && network && network->contains(*ip));
}

Value ip_to_range(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view address = arguments.text(0);
  std::string_view length = trim_prefix(arguments.text(1), "/");
  std::int64_t bits = 0;
  if (arguments.failed()) {
    return {};
  }
  std::optional<Ip> ip = Ip::parse(address);
  if (!ip || parse_go_integer(length, bits) != NumberError::kNone) {
    return Value::string("");
  }
  std::optional<IpPrefix> prefix = IpPrefix::of(*ip, bits);
  return prefix ? text_result(context, prefix->to_string()) : Value::string("");
}

}  // namespace

std::span<const Builtin> ip_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const b = T(type_id::kBool);
  static const std::array kRows = {
      Builtin{.name = "IsIP",
              .signatures = {{{s}, false, b}},
              .call = is_ip,
              .description = "Whether a text is an IP address.",
              .example = "IsIP(\"1.2.3.4\")"},
      Builtin{.name = "IsIPV4",
              .signatures = {{{s}, false, b}},
              .call = is_ip_v4,
              .description = "Whether a text is an IPv4 address, in its IPv6 form too.",
              .example = "IsIPV4(\"::ffff:1.2.3.4\")"},
      Builtin{.name = "IsIPV6",
              .signatures = {{{s}, false, b}},
              .call = is_ip_v6,
              .description = "Whether a text is an IPv6 address.",
              .example = "IsIPV6(\"2001:db8::1\")"},
      Builtin{.name = "IpInRange",
              .signatures = {{{s, s}, false, b}},
              .call = ip_in_range,
              .description = "Whether an address lies in a range.",
              .example = "IpInRange(\"192.168.0.1\", \"192.168.0.0/16\")"},
      Builtin{.name = "IpToRange",
              .signatures = {{{s, s}, false, s}},
              .call = ip_to_range,
              .description = "The range of a given prefix length around an address.",
              .example = "IpToRange(\"192.168.0.1\", \"/16\") == \"192.168.0.0/16\""},
  };
  return kRows;
}

}  // namespace vedette::expr
