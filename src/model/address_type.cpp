// netip.Addr, as evt.ParseIPSources() gives them.
#include "base/ip.h"
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;

/// A zero Addr answers false to every question.
template <bool (Ip::*Question)() const>
Value ask(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::boolean(address != nullptr && (address->*Question)());
}

std::string text_of(const void* object) {
  return object != nullptr ? static_cast<const Ip*>(object)->to_string() : "invalid IP";
}

Value string_method(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::string(context.arena.copy(text_of(address)));
}

Value is_valid(CallContext& context, Arguments arguments) {
  return Value::boolean(receiver<Ip>(context, arguments) != nullptr);
}

Value bit_length(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::integer(address != nullptr ? address->bit_length() : 0);
}

Value zone(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::string(address != nullptr ? address->zone() : std::string_view());
}

Value unmap(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::object(address != nullptr ? context.arena.make<Ip>(address->unmapped()) : nullptr, address_struct()->id);
}

int compare(const Ip* a, const Ip* b) {
  if (a == nullptr || b == nullptr) {
    return (a != nullptr ? 1 : 0) - (b != nullptr ? 1 : 0);
  }
  return *a < *b ? -1 : *b < *a ? 1 : 0;
}

Value compare_method(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::integer(compare(address, static_cast<const Ip*>(arguments[1].as_object())));
}

Value less_method(CallContext& context, Arguments arguments) {
  const Ip* address = receiver<Ip>(context, arguments);
  return Value::boolean(compare(address, static_cast<const Ip*>(arguments[1].as_object())) < 0);
}

const expr::Type* make_address_struct() {
  expr::Type* type = expr::define_struct("netip.Addr");
  type->full_name = "net/netip.Addr";
  type->to_text = text_of;
  const expr::Type* boolean = type_of(type_id::kBool);
  static const std::vector<Builtin> kMethods = {
      method("String", {}, type_of(type_id::kString), string_method, "The address as text."),
      method("IsValid", {}, boolean, is_valid, "Whether it is an address at all."),
      method("Is4", {}, boolean, ask<&Ip::is_v4>, "Whether it is an IPv4 address."),
      method("Is6", {}, boolean, ask<&Ip::is_v6>, "Whether it is an IPv6 address, mapped ones included."),
      method("Is4In6", {}, boolean, ask<&Ip::is_v4_in_v6>, "Whether it is an IPv4 address mapped into IPv6."),
      method("IsPrivate", {}, boolean, ask<&Ip::is_private>, "Whether it lies in a private range (RFC 1918, RFC 4193)."),
      method("IsLoopback", {}, boolean, ask<&Ip::is_loopback>, "Whether it is a loopback address."),
      method("IsMulticast", {}, boolean, ask<&Ip::is_multicast>, "Whether it is a multicast address."),
      method("IsLinkLocalUnicast", {}, boolean, ask<&Ip::is_link_local_unicast>, "Whether it is a link-local unicast address."),
      method("IsLinkLocalMulticast", {}, boolean, ask<&Ip::is_link_local_multicast>, "Whether it is a link-local multicast address."),
      method("IsInterfaceLocalMulticast", {}, boolean, ask<&Ip::is_interface_local_multicast>, "Whether it is an interface-local multicast address."),
      method("IsGlobalUnicast", {}, boolean, ask<&Ip::is_global_unicast>, "Whether it is a global unicast address; private ones are."),
      method("IsUnspecified", {}, boolean, ask<&Ip::is_unspecified>, "Whether it is 0.0.0.0 or ::."),
      method("BitLen", {}, type_of(type_id::kInt), bit_length, "32, 128, or 0 for the zero address."),
      method("Zone", {}, type_of(type_id::kString), zone, "The IPv6 zone, or \"\"."),
      method("Unmap", {}, type, unmap, "A mapped address as IPv4; others as they are."),
      method("Compare", {type}, type_of(type_id::kInt), compare_method, "-1, 0 or 1: by length, value, zone."),
      method("Less", {type}, boolean, less_method, "Whether it sorts before the other."),
  };
  add_methods(*type, kMethods);
  return type;
}

}  // namespace

const expr::Type* address_struct() {
  static const expr::Type* type = make_address_struct();
  return type;
}

}  // namespace vedette::model
