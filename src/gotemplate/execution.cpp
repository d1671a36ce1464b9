// Walking a template: the nodes that write.
#include "gotemplate/execution.h"

#include <utility>

#include "expr/go_format.h"
#include "expr/runtime.h"

namespace vedette::gotemplate {

namespace {

/// Templates in templates times blocks in blocks; a few levels a template. What the stack has room for.
constexpr int kMaxWalkDepth = 4'000;

std::string quoted(std::string_view text) {
  std::string out;
  expr::append_go_quoted(out, text);
  return out;
}

bool is_integer(const Value& value) {
  return value.kind() >= Kind::kInt && value.kind() <= Kind::kUint64;
}

bool is_unsigned(const Value& value) {
  return value.kind() >= Kind::kUint && value.kind() <= Kind::kUint64;
}

}  // namespace

Operand Execution::fail(std::string reason, const Miss* miss) {
  if (!failed_) {
    failed_ = true;
    error_.stage = ErrorStage::kRun;
    error_.reason = std::move(reason);
    error_.file = file_;
    error_.template_name = tree_ != nullptr ? tree_->name : "";
    if (node_ != nullptr) {
      error_.action = to_string(*node_);
      error_.span = {node_->position, node_->position};
    }
    if (miss != nullptr) {
      error_.missing = miss->text;
    }
  }
  return {};
}

bool Execution::run(const Value& dot) {
  auto found = trees_.trees.find(std::string_view());
  const Operand root = Operand::held(dot);
  variables_.push_back({"$", root});
  tree_ = &found->second;
  const Flow flow = walk(root, *tree_->root);
  return flow != Flow::kFailed && !failed_;
}

bool Execution::write(std::string_view text) {
  if (output_.size() + text.size() > runtime_.limits.output_bytes) {
    fail("the output is longer than " + std::to_string(runtime_.limits.output_bytes) + " bytes");
    return false;
  }
  output_ += text;
  return true;
}

void Execution::note_origin(const Node& node) {
  constexpr std::size_t kMostOrigins = 1'000'000;
  if (origins_ != nullptr && origins_->size() < kMostOrigins) {
    origins_->push_back({output_.size(), node.position});
  }
}

Execution::Flow Execution::walk(const Operand& dot, const Node& node) {
  at(node);
  if (walk_depth_ >= kMaxWalkDepth) {
    fail("blocks and templates are nested too deeply");
    return Flow::kFailed;
  }
  ++walk_depth_;
  const Flow flow = walk_node(dot, node);
  --walk_depth_;
  return flow;
}

Execution::Flow Execution::walk_node(const Operand& dot, const Node& node) {
  if (!runtime_.step()) {
    fail(runtime_.context.message());
    return Flow::kFailed;
  }
  switch (node.kind) {
    case NodeKind::kAction: {
      const Operand value = pipeline(dot, node.pipe);
      note_origin(node);
      if (failed() || (node.pipe->declarations.empty() && !print(node, value))) {
        return Flow::kFailed;
      }
      return Flow::kOn;
    }
    case NodeKind::kBreak:
      return Flow::kBreak;
    case NodeKind::kContinue:
      return Flow::kContinue;
    case NodeKind::kIf:
    case NodeKind::kWith:
      return walk_condition(dot, node);
    case NodeKind::kList:
      for (const Node* child : node.children) {
        if (const Flow flow = walk(dot, *child); flow != Flow::kOn) {
          return flow;
        }
      }
      return Flow::kOn;
    case NodeKind::kRange:
      return walk_range(dot, node);
    case NodeKind::kTemplate:
      return walk_template(dot, node);
    case NodeKind::kText:
      note_origin(node);
      return write(node.text) ? Flow::kOn : Flow::kFailed;
    default:
      fail("unknown node");
      return Flow::kFailed;
  }
}

Execution::Flow Execution::walk_condition(const Operand& dot, const Node& node) {
  const std::size_t mark = variables_.size();
  const Operand value = pipeline(dot, node.pipe);
  if (failed()) {
    return Flow::kFailed;
  }
  Flow flow = Flow::kOn;
  if (is_true(value)) {
    flow = walk(node.kind == NodeKind::kWith ? value : dot, *node.list);
  } else if (node.else_list != nullptr) {
    flow = walk(dot, *node.else_list);
  }
  variables_.resize(mark);
  return flow;
}

Execution::Flow Execution::walk_range(const Operand& dot, const Node& node) {
  const std::size_t outer = variables_.size();
  bool is_nil = false;
  const Operand range = indirect(pipeline(dot, node.pipe), is_nil);
  if (failed()) {
    return Flow::kFailed;
  }
  bool any = false;
  Flow flow = Flow::kOn;
  if (is_nil) {
    // Go: a nil pointer or interface is nothing to range over.
    at(node);
    fail("range can't iterate over <nil>", range.miss);
    return Flow::kFailed;
  }
  if (range.is_valid()) {
    flow = walk_range_elements(range, node, any);
  }
  if (flow == Flow::kOn && !any && node.else_list != nullptr) {
    flow = walk(dot, *node.else_list);
  }
  variables_.resize(outer);
  // A break ends the range, also one in its else (which the parser takes for one of an outer range).
  return flow == Flow::kBreak ? Flow::kOn : flow;
}

Execution::Flow Execution::walk_range_elements(const Operand& range, const Node& node, bool& any) {
  const std::size_t mark = variables_.size();
  const Value& value = range.value;
  const auto iterate = [&](const Operand& index, const Operand& element) {
    any = true;
    return walk_iteration(index, element, node, mark);
  };
  if (is_integer(value)) {
    if (node.pipe->declarations.size() > 1) {
      at(node);
      fail("can't use " + runtime_.format(value) + " to iterate over more than one variable");
      return Flow::kFailed;
    }
    if (!is_unsigned(value) && value.as_int() <= 0) {
      return Flow::kOn;
    }
    const auto count = static_cast<std::uint64_t>(value.as_int());
    for (std::uint64_t i = 0; i < count; ++i) {
      if (Flow flow = iterate({}, Operand::concrete(Value::integer(static_cast<std::int64_t>(i), value.type_id()))); flow != Flow::kOn) {
        return flow;
      }
    }
    return Flow::kOn;
  }
  if (value.kind() == Kind::kSlice) {
    const Type* element = value.type()->element;
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      if (Flow flow = iterate(Operand::concrete(Value::integer(i)), Operand::declared(value.slice_data()[i], element)); flow != Flow::kOn) {
        return flow;
      }
    }
    return Flow::kOn;
  }
  if (value.kind() == Kind::kMap) {
    const TemplateMap* map = map_of(value);
    if (map == nullptr) {
      return Flow::kOn;
    }
    // The body may change the map; Go sorts the entries first, too.
    std::vector<std::pair<Value, Value>> entries;
    map->entries(runtime_.arena(), entries);
    const Type* element = value.type()->element;
    for (const auto& [key, entry] : entries) {
      if (Flow flow = iterate(Operand::concrete(key), Operand::declared(entry, element)); flow != Flow::kOn) {
        return flow;
      }
    }
    return Flow::kOn;
  }
  at(node);
  fail("range can't iterate over " + runtime_.format(value), range.miss);
  return Flow::kFailed;
}

Execution::Flow Execution::walk_iteration(const Operand& index, const Operand& element, const Node& node, std::size_t mark) {
  const auto& declared = node.pipe->declarations;
  if (!declared.empty() && node.pipe->assigns) {
    assign(declared[0]->names[0], declared.size() > 1 ? index : element);
    if (declared.size() > 1) {
      assign(declared[1]->names[0], element);
    }
  } else if (!declared.empty()) {
    variables_[mark - 1].value = element;
    if (declared.size() > 1) {
      variables_[mark - 2].value = index;
    }
  }
  const Flow flow = failed() ? Flow::kFailed : walk(element, *node.list);
  variables_.resize(mark);
  return flow == Flow::kContinue ? Flow::kOn : flow;
}

Execution::Flow Execution::walk_template(const Operand& dot, const Node& node) {
  auto found = trees_.trees.find(node.text);
  if (found == trees_.trees.end()) {
    fail("template " + quoted(node.text) + " not defined");
    return Flow::kFailed;
  }
  if (depth_ >= runtime_.limits.template_depth) {
    fail("exceeded maximum template depth (" + std::to_string(runtime_.limits.template_depth) + ")");
    return Flow::kFailed;
  }
  const Operand inner = pipeline(dot, node.pipe);
  if (failed()) {
    return Flow::kFailed;
  }
  // No dynamic scoping: a template sees no variable of its caller.
  std::vector<Variable> outer = std::exchange(variables_, {{"$", inner}});
  const Tree* outer_tree = std::exchange(tree_, &found->second);
  ++depth_;
  const Flow flow = walk(inner, *tree_->root);
  --depth_;
  if (flow != Flow::kFailed) {
    tree_ = outer_tree;
    variables_ = std::move(outer);
  }
  return flow;
}

bool Execution::print(const Node& node, const Operand& operand) {
  at(node);
  // exec.go: printableValue
  bool is_nil = false;
  Value pointer;
  const Operand shown = operand.value.kind() == Kind::kPointer ? indirect(operand, is_nil, pointer) : operand;
  if (!shown.is_valid()) {
    return write("<no value>");
  }
  Value value = shown.value;
  // What prints itself only through a pointer is printed through it.
  if (pointer.kind() == Kind::kPointer && pointer.type()->method("String") != nullptr) {
    value = pointer;
  }
  if (value.kind() == Kind::kFunction) {
    fail("can't print " + to_string(node) + " of type " + std::string(type_name_of(shown)));
    return false;
  }
  std::string text;
  if (value.is_string()) {
    return write(value.as_string());
  }
  text = runtime_.format(value);
  if (runtime_.failed()) {
    fail(runtime_.context.message());
    return false;
  }
  return write(text);
}

}  // namespace vedette::gotemplate
