// Compiling and running over a struct: paths, spans of errors, budgets, what a program says of itself, and that runs allocate nothing.
#include "expr/machine.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "expr/go_sort.h"
#include "expr/program.h"
#include "expr/runtime.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size != 0 ? size : 1)) {
    return memory;
  }
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t& /*unused*/) noexcept {  // of std::stable_sort
  ++allocations;
  return std::malloc(size != 0 ? size : 1);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace vedette::expr {
namespace {

using Entry = std::pair<Value, Value>;

/// type Owner struct { Name string }; type Event struct { Meta map[string]string; Data map[string]any; Owner *Owner; Zero Owner; Count int }
struct Owner {
  std::string_view name;
};
struct Event {
  const MapObject* meta = nullptr;
  const MapObject* data = nullptr;
  const Owner* owner = nullptr;
  std::int64_t count = 0;
};

Value greet(CallContext& context, std::span<const Value> arguments) {
  if (!arguments[1].is_string()) {
    return context.fail("greet wants a string");
  }
  return Value::string(context.arena.copy("hello " + std::string(arguments[1].as_string())));
}
const Builtin kGreet{.name = "Greet", .signatures = {{{type_of(type_id::kString)}, false, type_of(type_id::kString)}}, .call = greet};

Value mark(CallContext& /*context*/, std::span<const Value> /*arguments*/) {
  return Value::boolean(true);
}
const Builtin kRows[] = {{.name = "Mark", .signatures = {{{}, false, type_of(type_id::kBool)}}, .call = mark, .effect = Effect::kWritesEvent}};

const Type* owner_type() {
  static const Type* type = [] {
    Type* owner = define_struct("test.Owner");
    owner->fields.push_back(
        {"Name", type_of(type_id::kString), [](const void* object, Arena&) { return Value::string(static_cast<const Owner*>(object)->name); }});
    return owner;
  }();
  return type;
}

const Type* event_type() {
  static const Type* type = [] {
    Type* event = define_struct("test.Event");
    event->fields.push_back({"Meta", type_of(type_id::kStringMap),
                             [](const void* object, Arena&) { return Value::map(static_cast<const Event*>(object)->meta, type_id::kStringMap); }});
    event->fields.push_back(
        {"Data", type_of(type_id::kAnyMap), [](const void* object, Arena&) { return Value::map(static_cast<const Event*>(object)->data); }});
    event->fields.push_back({"Owner", pointer_to(owner_type()), [](const void* object, Arena&) {
                               return Value::object(static_cast<const Event*>(object)->owner, pointer_to(owner_type())->id);
                             }});
    event->fields.push_back({"Zero", owner_type(), [](const void*, Arena&) { return Value::object(nullptr, owner_type()->id); }});
    event->fields.push_back(
        {"Count", type_of(type_id::kInt), [](const void* object, Arena&) { return Value::integer(static_cast<const Event*>(object)->count); }});
    event->methods.push_back(&kGreet);
    return pointer_to(event);
  }();
  return type;
}

class MachineTest : public ::testing::Test {
 protected:
  MachineTest() {
    functions_ = standard_functions();
    functions_.add(kRows);
    environment_.functions = &functions_;
    environment_.variables.push_back({"evt", event_type()});
    event_.meta = &meta_;
    event_.data = &data_;
    event_.count = 3;
    variables_[0] = Value::object(&event_, event_type()->id);
  }

  std::shared_ptr<const Program> compile(const std::string& text, Program::Options options = {}) {
    diagnostics_ = Diagnostics();
    return Program::compile(SourceText("<test>", text), environment_, diagnostics_, options);
  }
  Outcome run(const std::string& text, Program::Options options = {}) {
    auto program = compile(text, options);
    if (program == nullptr) {
      return {Value(), true, "compile: " + diagnostics_.all().front().message, {}};
    }
    CallContext context(arena_);
    return program->run(*machine_, context, variables_);
  }
  /// The typed JSON, or the error.
  std::string result(const std::string& text) {
    const Outcome outcome = run(text);
    return outcome.failed ? outcome.message : to_typed_json(outcome.value, arena_);
  }
  std::optional<bool> filter(const std::string& text) {
    CallContext context(arena_);
    return compile(text)->run_filter(*machine_, context, variables_);
  }

  Arena arena_;
  Entry meta_entries_[1] = {{Value::string("log_type"), Value::string("aws")}};
  ArenaMap meta_{meta_entries_, 1};
  Entry inner_entries_[1] = {{Value::string("name"), Value::string("x")}};
  ArenaMap inner_{inner_entries_, 1};
  Entry data_entries_[3] = {
      {Value::string("inner"), Value::map(&inner_)}, {Value::string("number"), Value::floating(42)}, {Value::string("text"), Value::string("x")}};
  ArenaMap data_{data_entries_, 3};
  Event event_;
  FunctionTable functions_;
  Environment environment_;
  Value variables_[1];
  Diagnostics diagnostics_;
  MachinePtr machine_ = make_machine();
};

TEST_F(MachineTest, ReadsPaths) {
  EXPECT_EQ(result("evt.Meta.log_type"), "\"aws\"");
  EXPECT_EQ(result("evt.Meta.absent"), "\"\"");
  EXPECT_EQ(result("evt.Data.absent"), "null");
  EXPECT_EQ(result("evt.Data.inner.name"), "\"x\"");
  EXPECT_EQ(result("evt.Data.absent.name"), "cannot fetch name from <nil>");
  EXPECT_EQ(result("evt.Data.absent?.name"), "null");
  EXPECT_EQ(result("evt.Data.absent?.name.deeper"), "null");
  EXPECT_EQ(result("evt.Data.absent?.name ?? evt.Data.inner.name"), "\"x\"");
  EXPECT_EQ(result("evt.Data.number == 42"), "true");
  EXPECT_EQ(result("evt.Data.number == '42'"), "false");
  EXPECT_EQ(result("evt.Data['text'] in ['x', 'y']"), "true");
  EXPECT_EQ(result("evt.Data.number in ['x', 'y']"), "reflect.Value.MapIndex: value of type float64 is not assignable to type string");
  EXPECT_EQ(result("$env.evt.Count"), "3");
}

TEST_F(MachineTest, ReadsThroughPointersAndZeroStructs) {
  EXPECT_EQ(result("evt.Owner.Name"), "cannot get Name from *test.Owner");
  EXPECT_EQ(result("evt.Owner?.Name"), "null");
  EXPECT_EQ(result("evt.Owner == nil"), "true");
  EXPECT_EQ(result("evt.Zero.Name"), "\"\"");
  Owner owner{"ann"};
  event_.owner = &owner;
  EXPECT_EQ(result("evt.Owner.Name"), "\"ann\"");
  EXPECT_EQ(result("evt.Owner != nil"), "true");
}

TEST_F(MachineTest, CallsMethods) {
  EXPECT_EQ(result("evt.Greet('bob')"), "\"hello bob\"");
  EXPECT_EQ(result("evt.Greet(evt.Data.text)"), "\"hello x\"");
  EXPECT_EQ(result("evt.Greet(evt.Data.number)"), "greet wants a string");
  EXPECT_EQ(result("[evt, 1][0].Greet('ann')"), "\"hello ann\"");
  EXPECT_EQ(result("[evt, 1][0].Greet()"), "invalid number of arguments");
  EXPECT_EQ(result("evt.Data.text.Greet()"), "invalid operation: int(string)");
  EXPECT_EQ(result("evt.Data.absent()"), "invalid operation: cannot call nil");
}

TEST_F(MachineTest, SaysWhereARunFailed) {
  const std::string text = "evt.Meta.log_type == 'aws' && evt.Data.absent.name == 'x'";
  const Outcome outcome = run(text);
  ASSERT_TRUE(outcome.failed);
  EXPECT_EQ(outcome.message, "cannot fetch name from <nil>");
  EXPECT_EQ(text.substr(outcome.span.begin, outcome.span.end - outcome.span.begin), "name");
}

TEST_F(MachineTest, FiltersGiveTrueFalseOrNothing) {
  EXPECT_EQ(filter("evt.Meta.log_type == 'aws'"), true);
  EXPECT_EQ(filter("evt.Meta.log_type != 'aws'"), false);
  EXPECT_EQ(filter("evt.Meta.log_type == 'x' && evt.Data.absent.name == 'x'"), false);
  EXPECT_EQ(filter("evt.Data.absent.name == 'x'"), std::nullopt);
  EXPECT_EQ(filter("evt.Data.number"), std::nullopt);
  EXPECT_EQ(filter("evt.Meta.log_type == 'x' || evt.Meta.log_type in ['aws'] && evt.Count == 3"), true);
  EXPECT_EQ(filter("evt.Meta.log_type in ['x', 'y'] || evt.Meta.log_type in ['z']"), false);
}

TEST_F(MachineTest, LeavesArgumentsOnTheStackAsTheReferenceDoes) {
  EXPECT_EQ(result("[1, evt.Data.absent?.call(5)]"), "[5,null]");
}

TEST_F(MachineTest, BoundsStepsAndMemory) {
  EXPECT_EQ(result("len(1..2000000)"), "memory budget exceeded");
  EXPECT_EQ(result("map(1..900000, #)"), "memory budget exceeded");
  Program::Options few;
  few.limits.max_steps = 1000;
  EXPECT_EQ(run("all(1..100, all(1..100, true))", few).message, "the expression took more steps than it may");
  Program::Options small;
  small.limits.max_memory = 1024 * 1024;
  EXPECT_EQ(run("reduce(1..30, #acc + #acc, 'xxxxxxxx')", small).message, "memory budget exceeded");
}

TEST_F(MachineTest, ComparesDynamicPatterns) {
  EXPECT_EQ(result("evt.Data.text matches '^' + evt.Data.text + '$'"), "true");
  EXPECT_EQ(result("evt.Data.absent matches evt.Data.text"), "false");
  EXPECT_EQ(run("evt.Data.text matches (evt.Data.text + '(')").failed, true);
}

TEST_F(MachineTest, FindsKeyTests) {
  const auto tests = compile("evt.Meta.log_type == 'aws' && (evt.Meta.a == 'x' || evt.Meta.a in ['y', 'z']) && evt.Count > 1")->key_tests();
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(tests[0].path.names, (std::vector<std::string>{"Meta", "log_type"}));
  EXPECT_EQ(tests[0].any_of, std::vector<std::string>{"aws"});
  EXPECT_EQ(tests[1].path.names, (std::vector<std::string>{"Meta", "a"}));
  EXPECT_EQ(tests[1].any_of, (std::vector<std::string>{"x", "y", "z"}));

  EXPECT_TRUE(compile("evt.Meta.a == 'x' || evt.Meta.b == 'y'")->key_tests().empty());
  EXPECT_TRUE(compile("not (evt.Meta.a == 'x')")->key_tests().empty());
  EXPECT_TRUE(compile("evt.Data.a in ['x', '']")->key_tests().empty()) << "nil is in that set";
  EXPECT_EQ(compile("evt.Meta.a == 'x' && evt.Meta.b == 'y' || evt.Meta.a == 'z'")->key_tests().size(), 1U);
}

TEST_F(MachineTest, KeyTestsStandBeforeEffects) {
  EXPECT_EQ(compile("evt.Meta.a == 'x' && Mark() && evt.Meta.b == 'y'")->key_tests().size(), 1U);
  EXPECT_TRUE(compile("Mark() && evt.Meta.b == 'y'")->key_tests().empty());
  EXPECT_TRUE(compile("(evt.Meta.a == 'x' || Mark()) && evt.Meta.b == 'y'")->key_tests().empty());
  EXPECT_EQ(compile("Mark()")->effect(), Effect::kWritesEvent);
  EXPECT_EQ(compile("evt.Count")->effect(), Effect::kPure);
}

TEST_F(MachineTest, NamesWhatItReads) {
  const auto names = [&](const std::string& text) {
    std::string out;
    const auto program = compile(text);
    for (const Path& path : program->reads()) {
      out += out.empty() ? "" : " ";
      for (const std::string& name : path.names) {
        out += "." + name;
      }
    }
    return out;
  };
  EXPECT_EQ(names("evt.Meta.a == evt.Data.b?.c"), ".Meta.a .Data.b.c");
  EXPECT_EQ(names("evt.Data[evt.Meta.b].c"), ".Meta.b .Data");
  EXPECT_EQ(names("evt.Greet(evt.Meta.a)"), ".Greet() .Meta.a");
  EXPECT_EQ(names("any([1], {# == evt.Count})"), ".Count");
}

TEST_F(MachineTest, KnowsConstants) {
  ASSERT_NE(compile("1 + 2")->constant(), nullptr);
  EXPECT_EQ(compile("1 + 2")->constant()->as_int(), 3);
  EXPECT_EQ(compile("evt.Count")->constant(), nullptr);
}

TEST_F(MachineTest, ExpectedTypesAreCast) {
  Program::Options options;
  options.expected = type_of(type_id::kBool);
  EXPECT_EQ(run("evt.Data.absent", options).value.is_bool(), true);
  EXPECT_EQ(run("evt.Data.number", options).message, "invalid operation: bool(float64)");
  EXPECT_EQ(compile("'x'", options), nullptr);
}

TEST_F(MachineTest, SteadyStateAllocatesNothing) {
  const std::shared_ptr<const Program> programs[] = {
      compile("evt.Meta.log_type == 'aws' && evt.Data.inner.name in ['x', 'y']"),
      compile("evt.Data.absent?.name ?? (evt.Meta.log_type + '!')"),
      compile("evt.Data.absent.name == 'x'"),
      compile("any(['a', 'b', 'x'], {# == evt.Data.text})"),
      compile("evt.Data.text matches '^[a-z]$'"),
      compile("evt.Data.text matches evt.Data.inner.name"),
      compile("sortBy(filter(1..20, # % 2 == 0), -#)"),
  };
  for (const auto& program : programs) {
    ASSERT_NE(program, nullptr);
  }
  CallContext context(arena_);
  const auto run_all = [&] {
    for (const auto& program : programs) {
      (void)program->run_filter(*machine_, context, variables_);
      arena_.reset();
    }
  };
  for (int i = 0; i < 10; ++i) {
    run_all();
  }
  const std::size_t before = allocations;
  run_all();
  EXPECT_EQ(allocations, before);
}

TEST(GoSort, OrdersEqualElementsAsGo) {
  // sort.Sort over 60 keys i*7%5, with their places: recorded from Go.
  struct Item {
    int key;
    int place;
  };
  std::vector<Item> items;
  for (int i = 0; i < 60; ++i) {
    items.push_back({i * 7 % 5, i});
  }
  go_sort(
      60, [&](std::int64_t i, std::int64_t j) { return items[static_cast<std::size_t>(i)].key < items[static_cast<std::size_t>(j)].key; },
      [&](std::int64_t i, std::int64_t j) { std::swap(items[static_cast<std::size_t>(i)], items[static_cast<std::size_t>(j)]); });
  std::vector<int> places;
  for (const Item& item : items) {
    places.push_back(item.place);
  }
  EXPECT_EQ(places, (std::vector<int>{40, 25, 55, 30, 20, 5,  0,  10, 15, 45, 35, 50, 58, 13, 38, 8,  48, 33, 18, 43,
                                      53, 3,  28, 23, 31, 36, 26, 1,  56, 51, 21, 6,  46, 11, 41, 16, 49, 24, 14, 39,
                                      59, 34, 54, 4,  44, 9,  29, 19, 47, 7,  37, 32, 52, 17, 42, 2,  22, 57, 27, 12}));
}

}  // namespace
}  // namespace vedette::expr
