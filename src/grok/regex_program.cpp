#include "grok/regex_program.h"

#include <algorithm>

namespace vedette::grok {
namespace {

using Kind = RegexNode::Kind;
using Op = RegexInstruction::Op;

constexpr std::size_t kMostInstructions = 8192;
constexpr std::size_t kMostTables = 4096;
constexpr std::size_t kLongestPrefix = 15;
constexpr std::size_t kBranchesOfTable = 8;

AsciiSet only(char c) {
  AsciiSet out;
  out.add(static_cast<unsigned char>(c));
  return out;
}

AsciiSet outside_words() {
  return AsciiSet::word().inverted();
}

/// What must hold at a position for a match to go on from there.
struct Lead {
  AsciiSet set;  // the characters that may come
  bool end = false;
  bool boundary = false;  // it is the edge of a word
  bool begin = false;     // it is the beginning of the text
  std::string prefix;     // these come

  [[nodiscard]] bool impossible() const { return !end && set.size() == 0; }
};

Lead either(const Lead& a, const Lead& b) {
  Lead out = a;
  out.set.add(b.set);
  out.end |= b.end;
  out.boundary &= b.boundary;
  out.begin &= b.begin;
  const auto common = std::mismatch(out.prefix.begin(), out.prefix.end(), b.prefix.begin(), b.prefix.end());
  out.prefix.erase(common.first, out.prefix.end());
  return out;
}

struct Point {
  std::uint32_t at = 0;  // instruction
  Lead lead;
};

/// The characters with which a match can begin; all that matters where it cannot be empty.
AsciiSet first_set(const RegexNode& node) {
  AsciiSet out = node.set;
  if (node.kind == Kind::kLiteral) {
    return only(node.text.front());
  }
  for (const auto& child : node.children) {
    out.add(first_set(*child));
    if (node.kind == Kind::kSequence && !child->nullable) {
      break;
    }
  }
  return out;
}

void fill(CharacterTable& table, AsciiSet set, bool end, std::uint8_t mask) {
  for (unsigned c = set.first(); c < kEndColumn; c = set.first()) {
    table[c] |= mask;
    AsciiSet done;
    done.add(static_cast<unsigned char>(c));
    set.remove(done);
  }
  table[kEndColumn] |= end ? mask : 0;
}

/// From the end to the beginning, for what an instruction does hangs on what follows it.
class Compiler {
 public:
  std::optional<RegexProgram> run(const RegexTree& tree) {
    program_.slots = 2 * (tree.groups + 1);
    Point match{emit({}), {}};
    match.lead.set = AsciiSet::all();
    match.lead.end = true;
    const Point entry = compile(*tree.root, match);
    program_.entry = entry.at;
    program_.at_begin = entry.lead.begin;
    program_.at_boundary = entry.lead.boundary;
    program_.prefix = entry.lead.prefix;
    set_column(entry.lead.set, entry.lead.end, program_.first_table, program_.first_mask);
    set_column(leading_run(*tree.root), false, program_.run_table, program_.run_mask);
    for (Column& column : columns_) {
      fill(program_.tables[column.table], column.set, column.end, column.mask);
    }
    return overflow_ ? std::nullopt : std::optional(std::move(program_));
  }

 private:
  struct Column {
    AsciiSet set;
    bool end = false;
    std::uint16_t table = 0;
    std::uint8_t mask = 0;
  };

  std::uint32_t emit(const RegexInstruction& instruction) {
    if (program_.code.size() >= kMostInstructions) {
      overflow_ = true;
      return 0;
    }
    program_.code.push_back(instruction);
    return static_cast<std::uint32_t>(program_.code.size() - 1);
  }

  std::uint16_t add_table() {
    if (program_.tables.size() >= kMostTables) {
      overflow_ = true;
      return 0;
    }
    program_.tables.emplace_back();
    return static_cast<std::uint16_t>(program_.tables.size() - 1);
  }

  /// Eight sets share a table.
  void set_column(const AsciiSet& set, bool end, std::uint16_t& table, std::uint8_t& mask) {
    auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& column) { return column.set == set && column.end == end; });
    if (found == columns_.end()) {
      const std::size_t bit = columns_.size() % 8;
      const std::uint16_t place = bit == 0 ? add_table() : columns_.back().table;
      columns_.push_back({set, end, place, static_cast<std::uint8_t>(1U << bit)});
      found = columns_.end() - 1;
    }
    table = found->table;
    mask = found->mask;
  }

  std::uint32_t literal_place(const std::string& text) {
    std::size_t at = program_.literals.find(text);
    if (at == std::string::npos) {
      at = program_.literals.size();
      program_.literals += text;
    }
    return static_cast<std::uint32_t>(at);
  }

  void mark_join(std::uint32_t at) {
    RegexInstruction& instruction = program_.code[at];
    if (instruction.join == 0) {
      instruction.join = static_cast<std::uint16_t>(++program_.joins);
    }
  }

  static const RegexNode* first_of(const RegexNode& node) {
    const RegexNode* out = &node;
    while (out->kind == Kind::kSequence || out->kind == Kind::kGroup) {
      out = out->children.front().get();
    }
    return out;
  }

  static AsciiSet leading_run(const RegexNode& root) {
    const RegexNode* first = first_of(root);
    const bool run = first->kind == Kind::kRepeat && first->max == RegexNode::kUnbounded && first->children.front()->kind == Kind::kSet;
    return run ? first->children.front()->set : AsciiSet();
  }

  Point compile(const RegexNode& node, const Point& next) {
    if (overflow_) {
      return next;
    }
    switch (node.kind) {
      case Kind::kEmpty:
        return next;
      case Kind::kLiteral:
        return literal(node.text, next);
      case Kind::kSet:
        return one_of(node.set, next);
      case Kind::kSequence: {
        Point out = next;
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
          out = compile(**child, out);
        }
        return out;
      }
      case Kind::kAlternation: {
        std::vector<Point> branches;
        mark_join(next.at);
        for (const auto& child : node.children) {
          branches.push_back(compile(*child, next));
        }
        return branch(std::move(branches));
      }
      case Kind::kGroup:
        return save(2 * node.group, compile(*node.children.front(), save(2 * node.group + 1, next)));
      case Kind::kRepeat:
        return node.children.front()->kind == Kind::kSet ? run_of(node, next) : repeat(node, next);
      default:
        return assertion(node.kind, next);
    }
  }

  Point literal(const std::string& text, const Point& next) {
    RegexInstruction instruction;
    instruction.op = text.size() == 1 ? Op::kCharacter : Op::kLiteral;
    instruction.character = text.front();
    instruction.place = text.size() == 1 ? 0 : literal_place(text);
    instruction.min = static_cast<std::uint32_t>(text.size());
    instruction.next = next.at;
    Point out{emit(instruction), {}};
    out.lead.set = next.lead.impossible() ? AsciiSet() : only(text.front());
    out.lead.prefix = (text + next.lead.prefix).substr(0, kLongestPrefix);
    return out;
  }

  Point one_of(const AsciiSet& set, const Point& next) {
    if (set.size() == 1) {
      return literal(std::string(1, static_cast<char>(set.first())), next);
    }
    RegexInstruction instruction;
    instruction.op = Op::kSet;
    set_column(set, false, instruction.table, instruction.mask);
    instruction.next = next.at;
    Point out{emit(instruction), {}};
    out.lead.set = next.lead.impossible() ? AsciiSet() : set;
    return out;
  }

  Point save(std::uint32_t slot, const Point& next) {
    mark_join(next.at);  // a match that began elsewhere may come here too
    RegexInstruction instruction;
    instruction.op = Op::kSave;
    instruction.place = slot;
    instruction.next = next.at;
    return {emit(instruction), next.lead};
  }

  Point assertion(Kind kind, const Point& next) {
    RegexInstruction instruction;
    instruction.next = next.at;
    Lead lead = next.lead;
    switch (kind) {
      case Kind::kTextBegin:
        instruction.op = Op::kTextBegin;
        lead.begin = true;
        break;
      case Kind::kTextEnd:
        instruction.op = Op::kTextEnd;
        lead.set = AsciiSet();
        lead.prefix.clear();
        break;
      case Kind::kLineBegin:
        instruction.op = Op::kLineBegin;
        break;
      case Kind::kLineEnd:
        instruction.op = Op::kLineEnd;
        lead.set = lead.set.meets(only('\n')) ? only('\n') : AsciiSet();
        lead.prefix.clear();
        break;
      case Kind::kBoundary:
        instruction.op = Op::kBoundary;
        lead.boundary = true;
        break;
      default:
        instruction.op = Op::kNoBoundary;
        break;
    }
    return {emit(instruction), std::move(lead)};
  }

  /// Tries them in their order.
  Point branch(std::vector<Point> branches) {
    branches.erase(std::remove_if(branches.begin(), branches.end(), [](const Point& point) { return point.lead.impossible(); }), branches.end());
    if (branches.empty()) {
      return never();
    }
    if (branches.size() == 1) {
      return std::move(branches.front());
    }
    while (branches.size() > kBranchesOfTable) {
      std::vector<Point> joined;
      for (std::size_t i = 0; i < branches.size(); i += kBranchesOfTable) {
        const std::size_t end = std::min(branches.size(), i + kBranchesOfTable);
        joined.push_back(branch({branches.begin() + static_cast<std::ptrdiff_t>(i), branches.begin() + static_cast<std::ptrdiff_t>(end)}));
      }
      branches = std::move(joined);
    }
    RegexInstruction instruction;
    instruction.op = Op::kBranch;
    const Lead lead = place_branches(instruction, branches);
    return {emit(instruction), lead};
  }

  Lead place_branches(RegexInstruction& instruction, const std::vector<Point>& branches) {
    instruction.table = add_table();
    instruction.place = static_cast<std::uint32_t>(program_.branches.size());
    Lead lead = branches.front().lead;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const auto mask = static_cast<std::uint8_t>(1U << i);
      program_.branches.push_back(branches[i].at);
      if (!overflow_) {
        fill(program_.tables[instruction.table], branches[i].lead.set, branches[i].lead.end, mask);
      }
      lead = either(lead, branches[i].lead);
    }
    return lead;
  }

  Point never() {
    RegexInstruction instruction;
    instruction.op = Op::kFail;
    return {emit(instruction), {}};
  }

  Point run_of(const RegexNode& node, const Point& next) {
    const AsciiSet& set = node.children.front()->set;
    Lead follow = next.lead;
    if (follow.boundary && node.min > 0) {
      // One side of the edge is known.
      if (set.within(AsciiSet::word())) {
        follow.set.remove(AsciiSet::word());
      } else if (set.within(outside_words())) {
        follow.set.remove(outside_words());
        follow.end = false;
      }
    }
    RegexInstruction instruction;
    instruction.op = Op::kRun;
    instruction.greedy = node.greedy;
    instruction.settled = node.min == node.max || !set.meets(follow.set);
    instruction.min = node.min;
    instruction.max = node.max;
    instruction.next = next.at;
    const AsciiSet excluded = set.inverted();
    instruction.excluded = excluded.size() == 0   ? kEveryCharacter
                           : excluded.size() == 1 ? static_cast<std::int16_t>(excluded.first())
                                                  : kSeveralExcluded;
    set_column(set, false, instruction.table, instruction.mask);
    set_column(follow.set, follow.end, instruction.follow_table, instruction.follow_mask);
    if (!instruction.settled) {
      mark_join(next.at);
    }
    if (!instruction.settled && !follow.prefix.empty()) {
      instruction.place = literal_place(follow.prefix);
      instruction.length = static_cast<std::uint32_t>(follow.prefix.size());
    }
    Point out{emit(instruction), {}};
    if (next.lead.impossible()) {
      return out;
    }
    out.lead.set = set;
    if (node.min == 0) {
      out.lead.set.add(follow.set);
      out.lead.end = follow.end;
    } else if (set.size() == 1) {
      out.lead.prefix = std::string(std::min<std::size_t>(node.min, kLongestPrefix), static_cast<char>(set.first()));
    }
    return out;
  }

  Point repeat(const RegexNode& node, const Point& next) {
    const RegexNode& body = *node.children.front();
    Point out = next;
    mark_join(next.at);
    std::uint32_t copies = node.min;  // that stand before what may be left out
    if (node.max == RegexNode::kUnbounded) {
      // The place to which each round returns is needed before its branches are known.
      RegexInstruction instruction;
      instruction.op = Op::kBranch;
      Point again{emit(instruction), next.lead};
      again.lead.set.add(first_set(body));
      again.lead.boundary = false;
      again.lead.begin = false;
      again.lead.prefix.clear();
      Point round = compile(body, again);
      if (overflow_) {
        return next;
      }
      const Lead lead = place_branches(instruction, node.greedy ? std::vector<Point>{round, next} : std::vector<Point>{next, round});
      program_.code[again.at] = instruction;
      mark_join(again.at);
      if (copies > 0) {
        out = std::move(round);
        --copies;
      } else {
        out = {again.at, lead};
      }
    } else {
      for (std::uint32_t i = node.min; i < node.max && !overflow_; ++i) {
        Point round = compile(body, out);
        out = branch(node.greedy ? std::vector<Point>{std::move(round), next} : std::vector<Point>{next, std::move(round)});
      }
    }
    for (std::uint32_t i = 0; i < copies && !overflow_; ++i) {
      out = compile(body, out);
    }
    return out;
  }

  RegexProgram program_;
  std::vector<Column> columns_;
  bool overflow_ = false;
};

}  // namespace

std::optional<RegexProgram> compile_tree(const RegexTree& tree) {
  return Compiler().run(tree);
}

}  // namespace vedette::grok
