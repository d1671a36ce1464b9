// What the compiler makes and the machine runs: a stack machine whose instructions know as much as the checker did. Fields and interned keys are
// resolved, whole member chains are one instruction, constant regexes and sets are built.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "expr/function.h"
#include "expr/type.h"
#include "expr/value.h"

namespace re2 {
class RE2;
}

namespace vedette::expr {

/// Stack effects are written as "before -- after", the top at the right. Jump targets are absolute: in `c` for kPath, in `d` for path tests, in `b`
/// elsewhere.
enum class Op : std::uint8_t {
  kReturn,
  kConstant,     // -- constants[b]
  kPop,          // x --
  kStore,        // x --                locals[b] = x
  kLoad,         // -- locals[b]
  kVariable,     // -- variables[b]
  kEnvironment,  // -- $env
  kPath,         // -- x                paths[b], from one of the variables; where `?.` meets nil: nil and on to c (0: the next)
  kPathTop,      // x -- y              the same from the top of the stack
  kPathItem,     // -- x                the same from the element of the loop
  kPathEqual,    // -- bool             paths[b] == constants[c]; a: PathTestFlag
  kPathIn,       // -- bool             paths[b] in string_sets[c]; a: PathTestFlag
  kFetch,        // x key -- y
  kDereference,  // x -- y
  kNullToNil,    // x -- y              what a chain gives: a typed nil becomes nil
  kJump,         //
  kJumpIfNull,   // x -- x              `?.` before something that is no path
  kAnd,          // x -- x | --         false: jumps and keeps it; true: drops it
  kOr,           // x -- x | --
  kCoalesce,     // x -- x | --         not nil: jumps and keeps it
  kBranchFalse,  // x --                jumps when false
  kBranchTrue,   // x --
  kNot,          // x -- y
  kNegate,
  kEqual,  // x y -- bool
  kNotEqual,
  kEqualInt,  // x y -- bool         both must be int
  kNotEqualInt,
  kEqualString,  // x y -- bool         both must be string
  kNotEqualString,
  kIsNull,  // x -- bool
  kIsNotNull,
  kCompare,  // x y -- bool         a: Order
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kExponent,
  kRange,            // x y -- list
  kIn,               // x y -- bool
  kInStrings,        // x -- bool           string_sets[b]
  kInIntegers,       // x -- bool           integer_sets[b]
  kMatches,          // x y -- bool
  kMatchesConstant,  // x -- bool        regexes[b]
  kContains,         // x y -- bool
  kStartsWith,
  kEndsWith,
  kLengthOf,    // x -- x n            where a slice ends that says no end
  kSlice,       // x to from -- y
  kArray,       // x.. -- list         b elements
  kMap,         // k v.. -- map        b pairs
  kCast,        // x -- y              a: Cast
  kCall,        // x.. -- y            functions[b], a arguments
  kCallMethod,  // x.. r -- y          functions[b] with receiver r and a arguments
  kCallMember,  // x.. r -- y          the method constants[b] of whatever r is, a arguments
  kCallValue,   // x.. f -- y          a arguments
  kBindMethod,  // r -- f              functions[b]; c: the type of f
  kThrow,       //                     constants[b] is the text

  // Loops: each has a scope with its list, its place in it, a count and an accumulator.
  kBegin,           // list --
  kEnd,             //
  kLoop,            //                     jumps when the list is at its end
  kNext,            //                     to the next element and back to b; falls through at the end; c: steps of one round
  kLoopBack,        // -- bool             to the last element; jumps when there is none
  kPrevious,        // -- bool             like kNext, backwards. Its answer to "is there one" stays, as the reference never drops it
  kItem,            // -- x
  kIndex,           // -- n
  kAccumulator,     // -- x
  kSetAccumulator,  // x --
  kIncrement,       //                     the count
  kCount,           // -- n
  kCountIsOne,      // -- bool
  kThreshold,       //                     jumps when the count has reached c
  kCollect,         // x.. -- list         ends the scope; a: CollectSize
  kSortOrder,       // x --                "asc" or "desc"
  kSortKey,         // x --                remembers x as the key of the element
  kSorted,          // -- list
  kGroupKey,        // x --
  kGrouped,         // -- map
};

enum PathTestFlag : std::uint16_t {
  kNegated = 1,
  kBothStrings = 2,  // anything but a string is an error
  kBothInts = 4,
  kThenAnd = 8,  // followed by kAnd: leaves false and jumps to d, or leaves nothing and goes on
  kThenOr = 16,  // followed by kOr: leaves true and jumps to d, or leaves nothing and goes on
};
enum class CollectSize : std::uint16_t { kCount, kLength };
enum class Cast : std::uint16_t { kInt, kInt64, kFloat64, kBool };

struct Instruction {
  Op op = Op::kReturn;
  std::uint16_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t d = 0;
};
static_assert(sizeof(Instruction) == 16);

enum class StepKind : std::uint8_t {
  kField,  // of a struct, or through a pointer to one
  kEntry,  // of a map with string keys, its type known
  kName,   // of who knows what
};

struct PathStep {
  StepKind kind = StepKind::kName;
  bool optional = false;         // `?.`
  bool through_pointer = false;  // kField: no object is an error, not a zero struct
  bool interned = false;         // kEntry: `key_id` is valid
  std::uint32_t key_id = 0;
  std::uint32_t memo = 0;                                                // the path up to here, see PathMemo; 0: not to be remembered
  Value (*get)(const void* object, Arena& arena) = nullptr;              // kField
  Value (*get_json_source)(const void* object, Arena& arena) = nullptr;  // kField, see Field
  Name name;
  Value missing;  // kField: of a zero struct; kEntry: of an absent key
  Span span;
};

/// A chain of members with constant names.
struct PathPlan {
  std::uint32_t variable = 0;  // kPath, kPathEqual
  std::uint32_t first = 0;     // in Code::steps
  std::uint32_t count = 0;
  bool whole_chain = false;  // nothing of the `?.` chain follows: nil ends it here
  bool has_memo = false;     // one of its steps
  bool dereference = false;  // the value may be a pointer and is wanted as what it points to
};

/// A set of constant strings, as the reference's map[string]struct{}; small ones are searched in order.
struct StringSet {
  std::vector<std::string_view> few;
  absl::flat_hash_set<std::string_view> many;  // empty when `few` is used
  [[nodiscard]] bool contains(std::string_view text) const;
};

/// Everything that one program is, immutable. Views point into `memory`.
struct Code {
  std::vector<Instruction> instructions;
  std::vector<Span> spans;  // one an instruction
  std::vector<Value> constants;
  std::vector<PathPlan> paths;
  std::vector<PathStep> steps;
  std::vector<const Builtin*> functions;
  std::vector<std::shared_ptr<const re2::RE2>> regexes;
  std::vector<StringSet> string_sets;
  std::vector<absl::flat_hash_set<std::int64_t>> integer_sets;
  std::vector<std::string> variables;  // names in the environment's order, for $env
  std::uint32_t locals = 0;
  bool is_path = false;  // paths[0] of a variable, and nothing else
  Arena memory{1024};
};

[[nodiscard]] std::string disassemble(const Code& code);

}  // namespace vedette::expr
