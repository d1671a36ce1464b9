#include "expr/checker.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "expr/parser.h"

namespace vedette::expr {
namespace {

const Type* T(TypeId id) {
  return type_of(id);
}

Value no_value(CallContext&, std::span<const Value>) {
  return {};
}

Builtin function(std::string_view name, std::vector<Signature> signatures) {
  Builtin row;
  row.name = name;
  row.signatures = std::move(signatures);
  row.call = no_value;
  return row;
}

CheckedCall check_length(std::span<const Type* const> arguments) {
  if (arguments.size() != 1) {
    return {nullptr, "invalid number of arguments (expected 1, got " + std::to_string(arguments.size()) + ")"};
  }
  const Kind kind = arguments[0]->kind;
  if (kind != Kind::kAny && kind != Kind::kString && kind != Kind::kSlice && kind != Kind::kMap) {
    return {nullptr, "invalid argument for len (type " + arguments[0]->name + ")"};
  }
  return {T(type_id::kInt), {}};
}

/// An environment of its own: struct fields, methods of T and of *T, functions with one signature, several, none.
struct World {
  std::array<Builtin, 9> rows;
  Builtin value_method;
  Builtin pointer_method;
  FunctionTable functions;
  Environment environment;

  World() {
    rows = {
        function("Upper", {{{T(type_id::kString)}, false, T(type_id::kString)}}),
        function("Near", {{{T(type_id::kFloat64), T(type_id::kFloat64)}, false, T(type_id::kBool)}}),
        function("Flatten", {}),
        function("Sprintf", {{{T(type_id::kString), T(type_id::kAny)}, true, T(type_id::kString)}}),
        function("Decode", {{{T(type_id::kString), T(type_id::kAnyMap)}, false, T(type_id::kError)}}),
        function("Interval", {{{T(type_id::kStringSlice)}, false, T(type_id::kDuration)}, {{T(type_id::kAnySlice)}, false, T(type_id::kDuration)}}),
        function("Lookup", {{{T(type_id::kString)}, false, T(type_id::kString)}}),
        function("len", {}),
        function("get", {})};
    rows[6].unavailable = "needs the network";
    rows[7].check = check_length;
    functions.add(rows);
    Type* inner = define_struct("checker_test.Inner");
    inner->fields = {{"Name", T(type_id::kString), nullptr},        {"Count", T(type_id::kInt64), nullptr}, {"Ratio", T(type_id::kFloat32), nullptr},
                     {"Next", pointer_to(inner), nullptr},          {"Items", slice_of(inner), nullptr},    {"Meta", T(type_id::kStringMap), nullptr},
                     {"Unmarshaled", T(type_id::kAnyMap), nullptr}, {"When", T(type_id::kTime), nullptr},   {"Day", T(type_id::kWeekday), nullptr},
                     {"Took", T(type_id::kDuration), nullptr}};
    value_method = function("GetName", {{{}, false, T(type_id::kString)}});
    pointer_method = function("SetCount", {{{T(type_id::kInt64)}, false, T(type_id::kBool)}});
    pointer_method.pointer_receiver = true;
    inner->methods = {&value_method, &pointer_method};
    environment.functions = &functions;
    environment.variables = {{"evt", pointer_to(inner)}, {"some", T(type_id::kAny)},      {"none", T(type_id::kNil)},
                             {"i", T(type_id::kInt)},    {"f", T(type_id::kFloat64)},     {"s", T(type_id::kString)},
                             {"b", T(type_id::kBool)},   {"list", T(type_id::kAnySlice)}, {"strings", T(type_id::kStringSlice)}};
  }
};

const World& world() {
  static const World* instance = new World();
  return *instance;
}

/// The static type of the text, or its first error.
std::string type_in_words(std::string text, const Type* expected = nullptr) {
  Diagnostics diagnostics;
  SourceText source("<expr>", std::move(text));
  Limits limits;
  NodePtr node = parse(source, limits, diagnostics, &world().environment);
  if (node == nullptr || !check(*node, world().environment, source, diagnostics, expected)) {
    return "error: " + diagnostics.all().at(0).message;
  }
  return node->nil_type ? "nil" : node->type == nullptr ? "any" : node->type->name;
}

struct Case {
  std::string_view text;
  std::string_view type;
};

void expect_types(std::span<const Case> cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(type_in_words(std::string(c.text)), c.type) << c.text;
  }
}

TEST(Checker, GivesTypes) {
  const Case cases[] = {
      {"1", "int"},
      {"1.5", "float64"},
      {"'a'", "string"},
      {"b'a'", "[]uint8"},
      {"nil", "nil"},
      {"none", "nil"},
      {"[1, 2]", "[]interface {}"},
      {"[1, 2][0]", "int"},
      {"[1, 'a'][0]", "any"},
      {"{a: 1}", "map[string]interface {}"},
      {"{a: 1}.a", "any"},
      {"i + 1", "int"},
      {"i + 1.5", "float64"},
      {"i / 2", "float64"},
      {"i ** 2", "float64"},
      {"i % 2", "int"},
      {"evt.Count + 1", "int"},
      {"evt.Ratio * 2", "float64"},
      {"-evt.Count", "int64"},
      {"s + 'a'", "string"},
      {"some + 1", "any"},
      {"some > 1", "bool"},
      {"some / 1", "float64"},
      {"1..3", "[]interface {}"},
      {"(1..3)[0]", "int"},
      {"evt.When - evt.When", "time.Duration"},
      {"evt.When + evt.Took", "time.Time"},
      {"evt.When - evt.Took", "time.Time"},
      {"evt.Took * 2", "time.Duration"},
      {"evt.Name", "string"},
      {"evt.Next.Next.Name", "string"},
      {"evt.Next", "*checker_test.Inner"},
      {"evt?.Next?.Name", "string"},
      {"evt.Items[0].Name", "string"},
      {"evt.Meta.x", "string"},
      {"evt.Meta['x']", "string"},
      {"evt.Unmarshaled.x.y[0].z", "any"},
      {"evt.GetName()", "string"},
      {"evt.SetCount(1)", "bool"},
      {"evt.Items[0].GetName()", "string"},
      {"evt.Name[1:]", "string"},
      {"strings[1:][0]", "string"},
      {"some ?? 1", "any"},
      {"s ?? 'a'", "string"},
      {"nil ?? s", "string"},
      {"b ? 1 : 2", "int"},
      {"b ? 1 : 'a'", "any"},
      {"b ? nil : s", "string"},
      {"if b { [1] } else { ['a'] }", "[]interface {}"},
      {"let x = s; x", "string"},
      {"1; s", "string"},
      {"Upper(s)", "string"},
      {"Flatten(1, nil, list)", "any"},
      {"Decode(s, evt.Unmarshaled)", "error"},
      {"Interval(list)", "time.Duration"},
      {"Interval(strings)", "time.Duration"},
      {"len(list)", "int"},
      {"get(strings, 0)", "string"},
      {"get(evt.Meta, 'a')", "string"},
      {"any(list, # > 1)", "bool"},
      {"filter(strings, # == 'a')", "[]interface {}"},
      {"filter(strings, true)[0]", "string"},
      {"map(list, 1)[0]", "int"},
      {"map(strings, #index)[0]", "int"},
      {"map(evt.Items, .Name)[0]", "string"},
      {"count(list)", "int"},
      {"sum(strings, len(#))", "int"},
      {"sum([1.5])", "float64"},
      {"find(strings, true)", "string"},
      {"findIndex(list, true)", "int"},
      {"groupBy(strings, #)", "map[interface {}][]interface {}"},
      {"sortBy(strings, #)", "[]string"},
      {"reduce(list, #acc + #)", "any"},
      {"reduce(list, s)", "string"},
      {"$env", "any"},
      {"$env.s", "string"},
      {"$env?.unknown", "any"},
  };
  expect_types(cases);
}

TEST(Checker, RefusesWhatCannotWork) {
  const Case cases[] = {
      {"unknown", "error: unknown name unknown"},
      {"$env.unknown", "error: unknown name unknown"},
      {"$env()", "error: $env is not callable"},
      {"i == 'a'", "error: invalid operation: == (mismatched types int and string)"},
      {"i + s", "error: invalid operation: + (mismatched types int and string)"},
      {"f % 2", "error: invalid operation: % (mismatched types float64 and int)"},
      {"s < 1", "error: invalid operation: < (mismatched types string and int)"},
      {"s && b", "error: invalid operation: && (mismatched types string and bool)"},
      {"some && s", "error: invalid operation: && (mismatched types any and string)"},
      {"not s", "error: invalid operation: not (mismatched type string)"},
      {"not s contains 'a'", "error: invalid operation: not (mismatched type string)"},
      {"-s", "error: invalid operation: - (mismatched type string)"},
      {"'el' in s", "error: invalid operation: in (mismatched types string and string)"},
      {"1 in strings", "error: cannot use int as type string in array"},
      {"1 in evt.Meta", "error: cannot use int as type string in map key"},
      {"'a' in nil", "error: invalid operation: in (mismatched types string and nil)"},
      {"s contains 1", "error: invalid operation: contains (mismatched types string and int)"},
      {"evt.Day == 6", "error: invalid operation: == (mismatched types time.Weekday and int)"},
      {"evt.Day in [0, 6]", "error: cannot use time.Weekday as type int in array"},
      {"evt.Took > 5", "error: invalid operation: > (mismatched types time.Duration and int)"},
      {"Decode(s, {}) == ''", "error: invalid operation: == (mismatched types error and string)"},
      {"not Decode(s, {})", "error: invalid operation: not (mismatched type error)"},
      {"evt.Nam", "error: type checker_test.Inner has no field or method Nam"},
      {"evt.Items[0].SetCount(1)", "error: type checker_test.Inner has no field or method SetCount"},
      {"s.x", "error: type string has no field or method x"},
      {"none.x", "error: type nil has no field x"},
      {"s[0]", "error: type string[int] is undefined"},
      {"list['a']", "error: array elements can only be selected using an integer (got string)"},
      {"list[1.5]", "error: array elements can only be selected using an integer (got float64)"},
      {"evt.Meta[1]", "error: cannot use int to get an element from map[string]string"},
      {"i[1:]", "error: cannot slice int"},
      {"s['a':]", "error: non-integer slice index string"},
      {"s ? 1 : 2", "error: non-bool expression (type string) used as condition"},
      {"none ?: 5", "error: non-bool expression (type nil) used as condition"},
      {"i()", "error: int is not callable"},
      {"none()", "error: none is nil; cannot call nil as function"},
      {"evt.Name()", "error: string is not callable"},
      {"Upper()", "error: not enough arguments to call Upper"},
      {"Upper(s, s)", "error: too many arguments to call Upper"},
      {"Upper(1)", "error: cannot use int as argument (type string) to call Upper"},
      {"Upper(nil)", "error: cannot use nil as argument (type string) to call Upper"},
      {"Interval([1], 2)", "error: too many arguments to call Interval"},
      {"Interval(s)", "error: cannot use string as argument (type []any) to call Interval"},
      {"Lookup(s)", "error: Lookup cannot be used: needs the network"},
      {"len(1)", "error: invalid argument for len (type int)"},
      {"len(nil)", "error: invalid argument for len (type nil)"},
      {"upper(s)", "error: unknown builtin upper"},
      {"get(s, 0)", "error: type string does not support indexing"},
      {"get(list)", "error: invalid number of arguments (expected 2, got 1)"},
      {"any(s, true)", "error: builtin any takes only array (got string)"},
      {"any(list, 1)", "error: predicate should return boolean (got int)"},
      {"map(list, nil)", "error: a predicate cannot be nil"},
      {"filter(list, #index > 1)", "error: unknown pointer #index"},
      {"map(list, #acc)", "error: unknown pointer #acc"},
      {"sortBy(list, #, 1)", "error: sortBy order argument must be a string (got int)"},
      {"let s = 1; s", "error: cannot redeclare s"},
      {"let x = 1; let x = 2; x", "error: cannot redeclare variable x"},
      {"let len = 1; len", "error: cannot redeclare builtin len"},
      {"let Upper = 1; Upper", "error: cannot redeclare function Upper"},
      {"let filter = 1; filter", "error: cannot redeclare builtin filter"},
  };
  expect_types(cases);
}

TEST(Checker, RefusesConstantBadRegexes) {
  EXPECT_EQ(type_in_words("s matches '(?=a)'").find("error: error parsing regexp: "), 0U);
  EXPECT_EQ(type_in_words("some matches '['").find("error: error parsing regexp: "), 0U);
  EXPECT_EQ(type_in_words("s matches some"), "bool");
}

TEST(Checker, LeavesTheUnknownToTheMachine) {
  const Case cases[] = {
      {"some == 1 and some == 'a'", "bool"},
      {"some.a.b == nil", "bool"},
      {"some in s", "bool"},
      {"'a' in some", "bool"},
      {"some()", "any"},
      {"some.f(unknown, #x ?? 1)", "error: unexpected token Operator(\"#\")"},
      {"some.f(unknown)", "any"},      // arguments of something unknown are not looked at
      {"some[unknown:other]", "any"},  // nor are the bounds of a slice of it
      {"some[unknown]", "error: unknown name unknown"},
      {"Upper(some)", "string"},
      {"Near(1, i)", "bool"},
      {"'Name' in evt", "bool"},
      {"list == strings", "bool"},
      {"s == nil", "bool"},
      {"let g = Upper; g(s)", "string"},
  };
  expect_types(cases);
}

TEST(Checker, ResolvesFunctions) {
  Diagnostics diagnostics;
  SourceText source("<expr>", "some.f(len(unknown)) == Upper(evt.GetName())");
  Limits limits;
  NodePtr node = parse(source, limits, diagnostics, &world().environment);
  ASSERT_TRUE(node);
  ASSERT_TRUE(check(*node, world().environment, source, diagnostics));
  EXPECT_EQ(node->children[0]->children[1]->function, world().functions.find("len"));
  const Node& upper = *node->children[1];
  EXPECT_EQ(upper.function, world().functions.find("Upper"));
  EXPECT_EQ(upper.children[1]->function, &world().value_method);
  EXPECT_TRUE(upper.children[1]->children[0]->method);
}

TEST(Checker, MakesArgumentsFit) {
  Diagnostics diagnostics;
  SourceText source("<expr>", "Near(1 + -2, i) && evt.SetCount(7)");
  Limits limits;
  NodePtr node = parse(source, limits, diagnostics, &world().environment);
  ASSERT_TRUE(node);
  ASSERT_TRUE(check(*node, world().environment, source, diagnostics));
  const Node& sum = *node->children[0]->children[1];
  EXPECT_EQ(sum.children[0]->kind, NodeKind::kFloat);
  EXPECT_EQ(sum.children[1]->children[0]->kind, NodeKind::kFloat);
  EXPECT_EQ(node->children[1]->children[1]->type, T(type_id::kInt64));
}

TEST(Checker, ExpectsAKind) {
  EXPECT_EQ(type_in_words("b", T(type_id::kBool)), "bool");
  EXPECT_EQ(type_in_words("some", T(type_id::kBool)), "any");
  EXPECT_EQ(type_in_words("s", T(type_id::kBool)), "error: expected bool, but got string");
  EXPECT_EQ(type_in_words("nil", T(type_id::kBool)), "error: expected bool, but got nil");
  EXPECT_EQ(type_in_words("f", T(type_id::kInt)), "float64");
  EXPECT_EQ(type_in_words("s", T(type_id::kInt)), "error: expected int, but got string");
}

TEST(Checker, ReportsEveryMistakeOnceWithAHint) {
  Diagnostics diagnostics;
  SourceText source("<expr>", "Uper(s) == 'A' && evt.Mata.x == 'y' && 1 < unknwn < 3");
  Limits limits;
  NodePtr node = parse(source, limits, diagnostics, &world().environment);
  ASSERT_TRUE(node);
  EXPECT_FALSE(check(*node, world().environment, source, diagnostics));
  ASSERT_EQ(diagnostics.all().size(), 3U);
  EXPECT_EQ(diagnostics.all()[0].hint, "did you mean `Upper`?");
  EXPECT_EQ(diagnostics.all()[0].span.begin, 0U);
  EXPECT_EQ(diagnostics.all()[1].hint, "did you mean `Meta`?");
  EXPECT_EQ(diagnostics.all()[1].span.begin, 22U);
  EXPECT_EQ(diagnostics.all()[2].message, "unknown name unknwn");
}

}  // namespace
}  // namespace vedette::expr
