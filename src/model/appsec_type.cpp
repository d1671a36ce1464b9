// pipeline.AppsecEvent: what the reference's web firewall leaves on an event. Nothing here makes any, so it is always the zero struct; expressions
// that ask for it compile and get what they get on any other event.
#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::CallContext;
using expr::type_of;
using expr::Value;
namespace type_id = expr::type_id;

namespace {

using Arguments = std::span<const Value>;

Value no_text(CallContext& /*context*/, Arguments /*arguments*/) {
  return Value::string("");
}
Value no_strings(CallContext& /*context*/, Arguments /*arguments*/) {
  return Value::slice(nullptr, 0, type_id::kStringSlice);
}
Value no_integers(CallContext& /*context*/, Arguments /*arguments*/) {
  return Value::slice(nullptr, 0, type_id::kIntSlice);
}

/// pipeline.MatchedRules, a slice of MatchedRule, a map[string]any.
const expr::Type* matched_rules();

Value no_rules(CallContext& /*context*/, Arguments /*arguments*/) {
  return Value::slice(nullptr, 0, matched_rules()->id);
}
Value lowest_severity(CallContext& /*context*/, Arguments /*arguments*/) {
  return Value::integer(255);
}

const std::vector<Builtin>& rule_methods(const expr::Type* rules) {
  const expr::Type* text = type_of(type_id::kString);
  const expr::Type* strings = type_of(type_id::kStringSlice);
  static const std::vector<Builtin> kMethods = {
      method("GetURI", {}, text, no_text, "The URI of the first matched rule."),
      method("GetHash", {}, text, no_text, "The hash of the first matched rule."),
      method("GetVersion", {}, text, no_text, "The version of the first matched rule."),
      method("GetName", {}, text, no_text, "The name of the first matched rule."),
      method("GetMethod", {}, text, no_text, "The HTTP method of the first matched rule."),
      method("GetNames", {}, strings, no_strings, "The names of the matched rules."),
      method("GetRuleIDs", {}, type_of(type_id::kIntSlice), no_integers, "The numbers of the matched rules."),
      method("Kinds", {}, strings, no_strings, "The kinds of the matched rules, each once."),
      method("GetMatchedZones", {}, strings, no_strings, "The zones that matched, each once."),
      method("ByID", {type_of(type_id::kInt)}, rules, no_rules, "The matched rules of this number."),
      method("ByKind", {text}, rules, no_rules, "The matched rules of this kind."),
      method("ByTag", {text}, rules, no_rules, "The matched rules with this tag."),
      method("ByTags", {strings}, rules, no_rules, "The matched rules with one of these tags."),
      method("ByTagRx", {text}, rules, no_rules, "The matched rules with a tag that the pattern matches."),
      method("ByDisruptiveness", {type_of(type_id::kBool)}, rules, no_rules, "The matched rules that are, or are not, disruptive."),
      method("BySeverity", {text}, rules, no_rules, "The matched rules of this severity."),
      method("ByAccuracy", {text}, rules, no_rules, "The matched rules of this accuracy."),
      method("GetHighestSeverity", {}, type_of(type_id::kInt), lowest_severity, "The number of the highest severity; 255 when no rule matched."),
  };
  return kMethods;
}

const expr::Type* make_matched_rules() {
  expr::Type* rule = expr::define_struct("pipeline.MatchedRule");
  rule->kind = expr::Kind::kMap;
  rule->key = type_of(type_id::kString);
  rule->element = type_of(type_id::kAny);
  // Its own element type makes the slice a type of its own, so it can bear Go's name and methods.
  expr::Type* rules = expr::define_methods_of(expr::slice_of(rule)->id);
  rules->name = "pipeline.MatchedRules";
  rules->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.MatchedRules";
  rules->named = true;
  add_methods(*rules, rule_methods(rules));
  return rules;
}

const expr::Type* matched_rules() {
  static const expr::Type* type = make_matched_rules();
  return type;
}

Value never(const void* /*object*/, Arena& /*arena*/) {
  return Value::boolean(false);
}
Value nil_rules(const void* /*object*/, Arena& /*arena*/) {
  return Value::typed_nil(matched_rules()->id);
}
Value nil_map(const void* /*object*/, Arena& /*arena*/) {
  return Value::typed_nil(type_id::kStringMap);
}

const expr::Type* make_appsec_struct() {
  expr::Type* type = expr::define_struct("pipeline.AppsecEvent");
  type->full_name = "github.com/crowdsecurity/crowdsec/pkg/pipeline.AppsecEvent";
  type->fields = {
      field("HasInBandMatches", type_id::kBool, never),  field("HasOutBandMatches", type_id::kBool, never),
      field("MatchedRules", matched_rules(), nil_rules), field("Vars", type_id::kStringMap, nil_map),
      field("HookVars", type_id::kStringMap, nil_map),
  };
  static const std::vector<Builtin> kMethods = {
      method("GetVar", {type_of(type_id::kString)}, type_of(type_id::kString), no_text, "A variable of the web firewall."),
  };
  add_methods(*type, kMethods);
  add_methods(*type, rule_methods(matched_rules()));  // MatchedRules is embedded, so its methods are the struct's, too
  return type;
}

}  // namespace

const expr::Type* appsec_struct() {
  static const expr::Type* type = make_appsec_struct();
  return type;
}

}  // namespace vedette::model
