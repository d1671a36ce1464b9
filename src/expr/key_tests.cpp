// The tests that decide alone: conjuncts that compare a path with constant strings.
#include <algorithm>

#include "expr/analysis.h"

namespace vedette::expr {

namespace {

bool is_and(const Node& node) {
  return node.kind == NodeKind::kBinary && (node.text == "&&" || node.text == "and");
}
bool is_or(const Node& node) {
  return node.kind == NodeKind::kBinary && (node.text == "||" || node.text == "or");
}

KeyTest* find_test(std::vector<KeyTest>& tests, const Path& path) {
  auto found = std::find_if(tests.begin(), tests.end(), [&](const KeyTest& test) { return test.path == path; });
  return found != tests.end() ? &*found : nullptr;
}

void add_string(std::vector<std::string>& strings, const std::string& text) {
  if (std::find(strings.begin(), strings.end(), text) == strings.end()) {
    strings.push_back(text);
  }
}

class Finder {
 public:
  explicit Finder(const Environment& environment) : environment_(environment) {}

  /// What must hold for `node` to be true. `pure` becomes false once something with an effect has been passed: nothing after it may be used, as
  /// leaving the expression out would leave out the effect. `known_pure`: all of `node` is known to have none, so that nobody looks again.
  std::vector<KeyTest> tests(const Node& node, bool& pure, bool known_pure = false) {
    if (is_and(node)) {
      std::vector<KeyTest> found = tests(*node.children[0], pure, known_pure);
      if (pure) {
        for (KeyTest& test : tests(*node.children[1], pure, known_pure)) {
          conjoin(found, std::move(test));
        }
      }
      return found;
    }
    if (!known_pure && effect_of(node) != Effect::kPure) {
      pure = false;
      return {};
    }
    if (is_or(node)) {
      return disjoin(tests(*node.children[0], pure, true), tests(*node.children[1], pure, true));
    }
    if (node.kind != NodeKind::kBinary) {
      return {};
    }
    std::optional<KeyTest> test;
    if (node.text == "==") {
      test = equality(*node.children[0], *node.children[1]);
      if (!test) {
        test = equality(*node.children[1], *node.children[0]);
      }
    } else if (node.text == "in") {
      test = membership(node);
    }
    std::vector<KeyTest> found;
    if (test) {
      found.push_back(std::move(*test));
    }
    return found;
  }

 private:
  std::optional<KeyTest> equality(const Node& path_node, const Node& constant) {
    auto path = path_of(path_node, environment_);
    if (!path || constant.kind != NodeKind::kString) {
      return std::nullopt;
    }
    return KeyTest{std::move(*path), {constant.text}};
  }

  std::optional<KeyTest> membership(const Node& node) {
    const Node& array = *node.children[1];
    auto path = path_of(*node.children[0], environment_);
    if (!path || array.kind != NodeKind::kArray || array.children.empty()) {
      return std::nullopt;
    }
    const Type* type = node.children[0]->type;
    const bool text = type != nullptr && type->kind == Kind::kString;
    KeyTest test{std::move(*path), {}};
    for (const NodePtr& element : array.children) {
      // A nil is in a set that has "", so there a path that may be nil is no test.
      if (element->kind != NodeKind::kString || (element->text.empty() && !text)) {
        return std::nullopt;
      }
      add_string(test.any_of, element->text);
    }
    return test;
  }

  // Two tests of one path must both hold.
  static void conjoin(std::vector<KeyTest>& tests, KeyTest more) {
    KeyTest* known = find_test(tests, more.path);
    if (known == nullptr) {
      tests.push_back(std::move(more));
      return;
    }
    std::erase_if(known->any_of,
                  [&](const std::string& text) { return std::find(more.any_of.begin(), more.any_of.end(), text) == more.any_of.end(); });
  }

  // Only what both sides test is tested.
  static std::vector<KeyTest> disjoin(std::vector<KeyTest> left, std::vector<KeyTest> right) {
    std::vector<KeyTest> both;
    for (KeyTest& test : left) {
      if (const KeyTest* other = find_test(right, test.path)) {
        for (const std::string& text : other->any_of) {
          add_string(test.any_of, text);
        }
        both.push_back(std::move(test));
      }
    }
    return both;
  }

  const Environment& environment_;
};

}  // namespace

std::vector<KeyTest> key_tests_of(const Node& root, const Environment& environment) {
  bool pure = true;
  return Finder(environment).tests(root, pure);
}

}  // namespace vedette::expr
