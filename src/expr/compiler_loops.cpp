// Compiling the builtins that take a predicate: loops over a list with a scope of their own. expr: compiler.go, BuiltinNode.
#include <algorithm>

#include "expr/compiler.h"
#include "expr/line_question.h"

namespace vedette::expr {

bool Compiler::compile_predicate(const Node& node) {
  const std::string_view name = node.text;
  if (name == "any") {
    compile_any(node);
  } else if (name == "all" || name == "none") {
    compile_quantifier(node);
  } else if (name == "one") {
    compile_one(node);
  } else if (name == "filter") {
    compile_filter(node);
  } else if (name == "map") {
    compile_map_loop(node);
  } else if (name == "count") {
    compile_count(node);
  } else if (name == "sum") {
    compile_sum(node);
  } else if (name == "find" || name == "findLast") {
    compile_find(node, name == "findLast", false);
  } else if (name == "findIndex" || name == "findLastIndex") {
    compile_find(node, name == "findLastIndex", true);
  } else if (name == "groupBy") {
    compile_group_by(node);
  } else if (name == "sortBy") {
    compile_sort_by(node);
  } else if (name == "reduce") {
    compile_reduce(node);
  } else {
    return false;
  }
  return true;
}

void Compiler::begin_loop(const Node& node) {
  compile(*node.children[0]);
  emit(node, Op::kBegin);
}

template <class Body>
void Compiler::loop(const Node& node, Body body) {
  const Label end = emit(node, Op::kLoop);
  const std::size_t start = here();
  body();
  emit(node, Op::kNext, static_cast<std::uint32_t>(start), 0, static_cast<std::uint32_t>(here() - start + 1));
  bind(end);
}

template <class Body>
void Compiler::loop_backwards(const Node& node, Body body) {
  const Label end = emit(node, Op::kLoopBack);
  const std::size_t start = here();
  body();
  emit(node, Op::kPrevious, static_cast<std::uint32_t>(start), 0, static_cast<std::uint32_t>(here() - start + 1));
  bind(end);
}

void Compiler::compile_quantifier(const Node& node) {
  begin_loop(node);
  // `all` leaves with false at the first false, `none` with false and `any` with true at the first true.
  Label found = 0;
  loop(node, [&] {
    compile(*node.children[1]);
    found = emit(node, node.text == "all" ? Op::kBranchFalse : Op::kBranchTrue);
  });
  emit_constant(node, Value::boolean(node.text != "any"));
  const Label end = emit(node, Op::kJump);
  bind(found);
  emit_constant(node, Value::boolean(node.text == "any"));
  bind(end);
  emit(node, Op::kEnd);
}

/// One look-up answers a loop over the lines of a file that compares all of them with one text; the loop itself stays behind it for what is no text
/// and for files without lines. This is the code that leaves the answer and jumps (to the label), or leaves nothing and goes on to the loop.
std::optional<Compiler::Label> Compiler::ask_lines(const Node& node) {
  const std::optional<LineLoop> lines = line_loop_of(node);
  if (!lines || lines->any_of.size() != 1) {
    return std::nullopt;
  }
  const LineQuestion& question = lines->any_of.front();
  const Value name = Value::string(keep(lines->file));
  emit_constant(node, name);
  emit(node, Op::kCall, add_function(&has_lines_function()), 1);
  const Label to_loop = emit(node, Op::kBranchFalse);
  compile(*question.text);
  emit_constant(node, name);
  emit_constant(node, Value::integer(static_cast<std::int64_t>(question.test)));
  emit_constant(node, Value::integer(static_cast<std::int64_t>(question.fold)));
  emit(node, Op::kCall, add_function(&any_line_function()), 4);
  const Label answered = emit(node, Op::kCoalesce);
  bind(to_loop);
  return answered;
}

void Compiler::compile_any(const Node& node) {
  const std::optional<Label> answered = ask_lines(node);
  compile_quantifier(node);
  if (answered) {
    bind(*answered);
  }
}

void Compiler::compile_one(const Node& node) {
  begin_loop(node);
  loop(node, [&] {
    compile(*node.children[1]);
    const Label skip = emit(node, Op::kBranchFalse);
    emit(node, Op::kIncrement);
    bind(skip);
  });
  emit(node, Op::kCountIsOne);
  emit(node, Op::kEnd);
}

void Compiler::compile_filter(const Node& node) {
  begin_loop(node);
  loop(node, [&] {
    compile(*node.children[1]);
    const Label skip = emit(node, Op::kBranchFalse);
    emit(node, Op::kIncrement);
    if (node.fused_map != nullptr) {
      compile(*node.fused_map);
    } else {
      emit(node, Op::kItem);
    }
    bind(skip);
  });
  emit(node, Op::kCollect, 0, static_cast<std::uint16_t>(CollectSize::kCount));
}

void Compiler::compile_map_loop(const Node& node) {
  begin_loop(node);
  loop(node, [&] { compile(*node.children[1]); });
  emit(node, Op::kCollect, 0, static_cast<std::uint16_t>(CollectSize::kLength));
}

void Compiler::compile_count(const Node& node) {
  begin_loop(node);
  std::optional<Label> reached;
  loop(node, [&] {
    if (node.children.size() == 2) {
      compile(*node.children[1]);
    } else {
      emit(node, Op::kItem);
    }
    const Label skip = emit(node, Op::kBranchFalse);
    emit(node, Op::kIncrement);
    if (node.integer > 0) {
      reached = emit(node, Op::kThreshold, 0, 0, static_cast<std::uint32_t>(std::min<std::int64_t>(node.integer, 0xFFFFFFFF)));
    }
    bind(skip);
  });
  if (reached) {
    bind(*reached);
  }
  emit(node, Op::kCount);
  emit(node, Op::kEnd);
}

void Compiler::compile_sum(const Node& node) {
  begin_loop(node);
  emit_constant(node, Value::integer(0));
  emit(node, Op::kSetAccumulator);
  loop(node, [&] {
    if (node.children.size() == 2) {
      compile(*node.children[1]);
    } else {
      emit(node, Op::kItem);
    }
    emit(node, Op::kAccumulator);
    emit(node, Op::kAdd);
    emit(node, Op::kSetAccumulator);
  });
  emit(node, Op::kAccumulator);
  emit(node, Op::kEnd);
}

void Compiler::compile_find(const Node& node, bool backwards, bool index) {
  begin_loop(node);
  Label found = 0;
  const auto body = [&] {
    compile(*node.children[1]);
    found = emit(node, Op::kBranchTrue);
  };
  if (backwards) {
    loop_backwards(node, body);
  } else {
    loop(node, body);
  }
  Label end = 0;
  if (node.throws) {
    emit_text(node, Op::kThrow, "reflect: slice index out of range");
  } else {
    emit_constant(node, Value());
    end = emit(node, Op::kJump);
  }
  bind(found);
  if (index) {
    emit(node, Op::kIndex);
  } else if (node.fused_map != nullptr) {
    compile(*node.fused_map);
  } else {
    emit(node, Op::kItem);
  }
  if (!node.throws) {
    bind(end);
  }
  emit(node, Op::kEnd);
}

void Compiler::compile_group_by(const Node& node) {
  begin_loop(node);
  loop(node, [&] {
    compile(*node.children[1]);
    emit(node, Op::kGroupKey);
  });
  emit(node, Op::kGrouped);
  emit(node, Op::kEnd);
}

void Compiler::compile_sort_by(const Node& node) {
  begin_loop(node);
  if (node.children.size() == 3) {
    compile(*node.children[2]);
    emit(node, Op::kSortOrder);
  }
  loop(node, [&] {
    compile(*node.children[1]);
    emit(node, Op::kSortKey);
  });
  emit(node, Op::kSorted);
  emit(node, Op::kEnd);
}

void Compiler::compile_reduce(const Node& node) {
  begin_loop(node);
  if (node.children.size() == 3) {
    const std::size_t start = here();
    compile(*node.children[2]);
    dereference_if_needed(*node.children[2], start);
    emit(node, Op::kSetAccumulator);
    loop(node, [&] {
      compile(*node.children[1]);
      emit(node, Op::kSetAccumulator);
    });
  } else {
    // The first element begins; the loop goes on with the second.
    const Label empty = emit(node, Op::kLoop);
    emit(node, Op::kItem);
    emit(node, Op::kSetAccumulator);
    const Label on = emit(node, Op::kJump);
    bind(empty);
    emit_text(node, Op::kThrow, "reduce of empty array with no initial value");
    const std::size_t start = here();
    compile(*node.children[1]);
    emit(node, Op::kSetAccumulator);
    bind(on);
    emit(node, Op::kNext, static_cast<std::uint32_t>(start), 0, static_cast<std::uint32_t>(here() - start + 1));
  }
  emit(node, Op::kAccumulator);
  emit(node, Op::kEnd);
}

}  // namespace vedette::expr
