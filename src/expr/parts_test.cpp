#include "expr/parts.h"

#include <gtest/gtest.h>

#include "expr/json_value.h"

namespace vedette::expr {
namespace {

const Environment& environment() {
  static const Environment kEnvironment{
      {{"a", type_of(type_id::kString)}, {"n", type_of(type_id::kInt)}, {"m", type_of(type_id::kAnyMap)}, {"list", type_of(type_id::kAnySlice)}},
      &standard_functions()};
  return kEnvironment;
}

const char* name_of(PartKind kind) {
  static constexpr const char* kNames[] = {"all", "any", "not", "choice", "let", "test", "operand"};
  return kNames[static_cast<int>(kind)];
}

/// Each part with what it gives, one a line.
class Lister {
 public:
  std::string list(const std::string& text) {
    const SourceText source("<test>", text);
    const std::optional<Part> part = parts_of(source, environment());
    out_.clear();
    if (part) {
      add(*part, 0);
    }
    return out_;
  }

 private:
  void add(const Part& part, int depth) {
    static const std::vector<Value> kList = {Value::integer(1), Value::integer(2)};
    static const std::pair<Value, Value> kEntries[] = {{Value::string("k"), Value::string("v")}};
    static const ArenaMap kMap(kEntries, 1);
    const Value variables[] = {Value::string("x"), Value::integer(3), Value::map(&kMap), Value::slice(kList.data(), kList.size())};
    CallContext context(arena_);
    std::string value = "-";
    if (part.program != nullptr) {
      const Outcome outcome = part.program->run(*machine_, context, variables);
      value = outcome.failed ? "failed: " + outcome.message : to_typed_json(outcome.value, arena_);
    }
    out_ += std::string(static_cast<std::size_t>(2 * depth), ' ') + name_of(part.kind) + " " + part.text + " = " + value + "\n";
    for (const Part& inner : part.parts) {
      add(inner, depth + 1);
    }
  }

  Arena arena_;
  MachinePtr machine_ = make_machine();
  std::string out_;
};

TEST(Parts, of_conjuncts_and_comparisons) {
  Lister lister;
  EXPECT_EQ(lister.list("a == 'x' && (n  > 5 || !(a in ['y','z'])) and /* why */ true"),
            "all a == 'x' && (n > 5 || !(a in ['y','z'])) and true = true\n"
            "  test a == 'x' = true\n"
            "    operand a = \"x\"\n"
            "  any n > 5 || !(a in ['y','z']) = true\n"
            "    test n > 5 = false\n"
            "      operand n = 3\n"
            "    not !(a in ['y','z']) = true\n"
            "      test a in ['y','z'] = false\n"
            "        operand a = \"x\"\n"
            "  test true = true\n");
}

TEST(Parts, of_calls_show_what_they_are_given) {
  Lister lister;
  EXPECT_EQ(lister.list("Upper(a + 'y') startsWith 'X'"),
            "test Upper(a + 'y') startsWith 'X' = true\n"
            "  operand Upper(a + 'y') = \"XY\"\n"
            "    operand a + 'y' = \"xy\"\n"
            "      operand a = \"x\"\n");
  EXPECT_EQ(lister.list("m?.k != nil"),
            "test m?.k != nil = true\n"
            "  operand m?.k = \"v\"\n");
  EXPECT_EQ(lister.list("any(list, # > n)"),
            "test any(list, # > n) = false\n"
            "  operand list = [1,2]\n"
            "  operand n = 3\n");
  EXPECT_EQ(lister.list("any(list, {Upper(a) == #})"),
            "test any(list, {Upper(a) == #}) = false\n"
            "  operand list = [1,2]\n"
            "  operand a = \"x\"\n");
}

TEST(Parts, know_the_variables_around_them) {
  Lister lister;
  EXPECT_EQ(lister.list("n == 3 && (let b = n + 1; let c = b * 2; c > 7 && b < n)"),
            "all n == 3 && (let b = n + 1; let c = b * 2; c > 7 && b < n) = false\n"
            "  test n == 3 = true\n"
            "    operand n = 3\n"
            "  let let b = n + 1; let c = b * 2; c > 7 && b < n = false\n"
            "    operand n + 1 = 4\n"
            "      operand n = 3\n"
            "    let let c = b * 2; c > 7 && b < n = false\n"
            "      operand b * 2 = 8\n"
            "        operand b = 4\n"
            "      all c > 7 && b < n = false\n"
            "        test c > 7 = true\n"
            "          operand c = 8\n"
            "        test b < n = false\n"
            "          operand b = 4\n"
            "          operand n = 3\n");
}

TEST(Parts, fail_by_themselves) {
  Lister lister;
  EXPECT_EQ(lister.list("n == 4 && list[7] == 1"),
            "all n == 4 && list[7] == 1 = false\n"
            "  test n == 4 = false\n"
            "    operand n = 3\n"
            "  test list[7] == 1 = failed: index out of range: 7 (array length is 2)\n"
            "    operand list[7] = failed: index out of range: 7 (array length is 2)\n");
  EXPECT_EQ(lister.list("a == 'x' ? n > 1 : m.k.z"),
            "choice a == 'x' ? n > 1 : m.k.z = true\n"
            "  test a == 'x' = true\n"
            "    operand a = \"x\"\n"
            "  test n > 1 = true\n"
            "    operand n = 3\n"
            "  test m.k.z = failed: invalid operation: int(string)\n");
  EXPECT_EQ(lister.list("a =="), "");
  EXPECT_EQ(lister.list("nowhere == 1"), "");
}

}  // namespace
}  // namespace vedette::expr
