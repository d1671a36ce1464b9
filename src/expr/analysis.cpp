#include "expr/analysis.h"

#include <algorithm>

namespace vedette::expr {

namespace {

std::optional<std::uint32_t> variable_index(const Environment& environment, std::string_view name) {
  for (std::size_t i = 0; i < environment.variables.size(); ++i) {
    if (environment.variables[i].name == name) {
      return static_cast<std::uint32_t>(i);
    }
  }
  return std::nullopt;
}

class ReadsWalker {
 public:
  explicit ReadsWalker(const Environment& environment) : environment_(environment) {}

  void walk(const Node& node) {
    if (node.kind == NodeKind::kIdentifier) {
      return read_whole(node);
    }
    if (node.kind == NodeKind::kMember && read_member(node)) {
      return;
    }
    for (const NodePtr& child : node.children) {
      if (child != nullptr) {
        walk(*child);
      }
    }
    if (node.fused_map != nullptr) {
      walk(*node.fused_map);
    }
  }

  std::vector<Path> take() { return std::move(paths_); }

 private:
  void read_whole(const Node& identifier) {
    if (identifier.text == "$env") {
      for (std::uint32_t i = 0; i < environment_.variables.size(); ++i) {
        add({i, {}});
      }
    } else if (auto variable = variable_index(environment_, identifier.text)) {
      add({*variable, {}});
    }
  }

  // A chain from a variable, cut where a dynamic index begins. False when it does not begin at one: then its parts are walked.
  bool read_member(const Node& node) {
    std::vector<const Node*> members;
    const Node* base = &node;
    while (base->kind == NodeKind::kMember || base->kind == NodeKind::kChain) {
      if (base->kind == NodeKind::kMember) {
        members.push_back(base);
      }
      base = base->children[0].get();
    }
    if (base->kind != NodeKind::kIdentifier) {
      return false;
    }
    std::reverse(members.begin(), members.end());
    Path path;
    std::size_t at = 0;
    if (base->text == "$env") {
      const Node& first = *members.front()->children[1];
      const auto variable = first.kind == NodeKind::kString ? variable_index(environment_, first.text) : std::nullopt;
      if (!variable) {
        return false;
      }
      path.variable = *variable;
      at = 1;
    } else if (auto variable = variable_index(environment_, base->text)) {
      path.variable = *variable;
    } else {
      return false;
    }
    bool cut = false;
    for (; at < members.size(); ++at) {
      const Node& property = *members[at]->children[1];
      cut = cut || property.kind != NodeKind::kString;
      if (!cut) {
        path.names.push_back(property.text + (members[at]->method ? "()" : ""));
        cut = members[at]->method;
      } else {
        walk(property);
      }
    }
    add(std::move(path));
    return true;
  }

  void add(Path path) {
    if (std::find(paths_.begin(), paths_.end(), path) == paths_.end()) {
      paths_.push_back(std::move(path));
    }
  }

  const Environment& environment_;
  std::vector<Path> paths_;
};

}  // namespace

std::optional<Path> path_of(const Node& node, const Environment& environment) {
  Path path;
  const Node* at = &node;
  while (at->kind == NodeKind::kMember || at->kind == NodeKind::kChain) {
    if (at->kind == NodeKind::kMember) {
      if (at->method || at->children[1]->kind != NodeKind::kString) {
        return std::nullopt;
      }
      path.names.push_back(at->children[1]->text);
    }
    at = at->children[0].get();
  }
  if (at->kind != NodeKind::kIdentifier) {
    return std::nullopt;
  }
  std::optional<std::uint32_t> variable = variable_index(environment, at->text);
  if (!variable && at->text == "$env" && !path.names.empty()) {
    variable = variable_index(environment, path.names.back());
    path.names.pop_back();
  }
  if (!variable) {
    return std::nullopt;
  }
  path.variable = *variable;
  std::reverse(path.names.begin(), path.names.end());
  return path;
}

std::vector<Path> reads_of(const Node& root, const Environment& environment) {
  ReadsWalker walker(environment);
  walker.walk(root);
  return walker.take();
}

Effect effect_of(const Node& root) {
  Effect strongest = root.function != nullptr ? root.function->effect : Effect::kPure;
  for (const NodePtr& child : root.children) {
    if (child != nullptr) {
      strongest = std::max(strongest, effect_of(*child));
    }
  }
  return root.fused_map != nullptr ? std::max(strongest, effect_of(*root.fused_map)) : strongest;
}

}  // namespace vedette::expr
