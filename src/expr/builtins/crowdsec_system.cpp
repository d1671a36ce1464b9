// Helpers that reach out of the expression: the stash, the machine's name, and those whose needs are not met in this version.
#include <unistd.h>

#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/services.h"

namespace vedette::expr {
namespace {

StashAccess* stash_of(CallContext& context) {
  auto* services = static_cast<const Services*>(context.services);
  if (services == nullptr || services->stash == nullptr) {
    (void)context.fail("there is no stash here");
    return nullptr;
  }
  return services->stash;
}

Value get_from_stash(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view cache = arguments.text(0);
  std::string_view key = arguments.text(1);
  StashAccess* stash = arguments.failed() ? nullptr : stash_of(context);
  std::string_view kept;
  if (stash == nullptr || !stash->get(cache, key, context.now, kept)) {
    return Value::string("");
  }
  return text_result(context, kept);
}

const Type* duration_pointer() {
  static const Type* const kType = pointer_to(T(type_id::kDuration));
  return kType;
}

Value set_in_stash(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view cache = arguments.text(0);
  std::string_view key = arguments.text(1);
  std::string_view value = arguments.text(2);
  if (arguments.failed()) {
    return {};
  }
  const Value& expiration = values[3];
  if (expiration.type_id() != duration_pointer()->id) {
    // `nil` as well: the reference's params[3].(*time.Duration) takes no untyped nil.
    std::string_view got = expiration.is_nil() ? "nil" : type_name(expiration);
    return context.fail("interface conversion: interface {} is " + std::string(got) + ", not *time.Duration");
  }
  StashAccess* stash = stash_of(context);
  if (stash == nullptr) {
    return {};
  }
  Duration length = 0;
  if (!expiration.is_null()) {
    length = static_cast<const Value*>(expiration.as_object())->as_int();
  }
  stash->set(cache, key, value, expiration.is_null() ? nullptr : &length, context.now);
  return {};
}

Value hostname(CallContext& context, std::span<const Value>) {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) {
    return context.fail("the machine's name cannot be read");
  }
  return text_result(context, name);
}

// helpers.go, GetDecisionsCount and the others: without a database the reference answers with the int 0, whatever the signature says.
Value no_decisions(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    (void)arguments.text(i);
  }
  if (auto* services = static_cast<Services*>(context.services); services != nullptr && !arguments.failed()) {
    services->count(Absence::kDecisions);
  }
  return Value::integer(0);
}

}  // namespace

std::span<const Builtin> stash_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "GetFromStash",
              .signatures = {{{s, s}, false, s}},
              .call = get_from_stash,
              .effect = Effect::kFrontState,
              .description = "What the stash keeps under a key in a cache, or the empty text."},
      Builtin{.name = "SetInStash",
              .signatures = {{{s, s, s, duration_pointer()}, false, T(type_id::kError)}},
              .call = set_in_stash,
              .effect = Effect::kFrontState,
              .description = "Keeps a text under a key in a cache of the stash, for a time."},
  };
  return kRows;
}

std::span<const Builtin> system_helpers() {
  static const std::array kRows = {
      Builtin{.name = "Hostname",
              .signatures = {{{}, false, T(type_id::kString)}},
              .call = hostname,
              .description = "The name of the machine that runs this.",
              .example = "Hostname() == Hostname()"},
  };
  return kRows;
}

std::span<const Builtin> decision_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const i = T(type_id::kInt);
  static const std::array kRows = {
      Builtin{.name = "GetDecisionsCount",
              .signatures = {{{s}, false, i}},
              .call = no_decisions,
              .effect = Effect::kBackState,
              .description = "How many decisions there are against a value."},
      Builtin{.name = "GetDecisionsSinceCount",
              .signatures = {{{s, s}, false, i}},
              .call = no_decisions,
              .effect = Effect::kBackState,
              .description = "How many decisions there were against a value within a time."},
      Builtin{.name = "GetActiveDecisionsCount",
              .signatures = {{{s}, false, i}},
              .call = no_decisions,
              .effect = Effect::kBackState,
              .description = "How many decisions against a value are in force."},
      Builtin{.name = "GetActiveDecisionsTimeLeft",
              .signatures = {{{s}, false, T(type_id::kDuration)}},
              .call = no_decisions,
              .effect = Effect::kBackState,
              .description = "How long decisions against a value stay in force."},
  };
  return kRows;
}

std::span<const Builtin> unavailable_helpers() {
  constexpr std::string_view kInjection = "needs libinjection's rules, which are not part of this version";
  static const Type* const s = T(type_id::kString);
  static const Type* const b = T(type_id::kBool);
  static const Type* const any = T(type_id::kAny);
  static const std::array kRows = {
      Builtin{.name = "LibInjectionIsSQLI",
              .signatures = {{{s}, false, b}},
              .description = "Whether a text looks like an SQL injection.",
              .unavailable = kInjection},
      Builtin{.name = "LibInjectionIsXSS",
              .signatures = {{{s}, false, b}},
              .description = "Whether a text looks like cross-site scripting.",
              .unavailable = kInjection},
      Builtin{.name = "JA4H",
              .signatures = {{{any}, false, s}},
              .description = "The JA4H fingerprint of an HTTP request.",
              .unavailable = "needs an HTTP request, which only the application firewall has"},
  };
  return kRows;
}

}  // namespace vedette::expr
