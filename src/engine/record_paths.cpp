#include "engine/record_paths.h"

#include <algorithm>
#include <cstring>

namespace vedette::engine {

namespace {

/// Keys of records are from 4 to 20 bytes long: two words decide nearly always.
constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t word_at(std::string_view text, std::size_t at) {
  std::uint64_t word;
  std::memcpy(&word, text.data() + at, kWord);
  return word;
}

}  // namespace

bool RecordPaths::is(const Node& node, std::string_view key) {
  const std::size_t size = node.key.size();
  if (size != key.size()) {
    return false;
  }
  if (size < kWord) {
    return std::equal(key.begin(), key.end(), node.key.begin());
  }
  return word_at(key, 0) == node.head && word_at(key, size - kWord) == node.tail && (size <= 2 * kWord || node.key == key);
}

std::uint32_t RecordPaths::child(const Node& node, std::string_view key) const {
  std::uint32_t at = node.children == kNone ? kNone : tables_[node.children][slot_of(key)];
  while (at != kNone && !is(nodes_[at], key)) {
    at = nodes_[at].next;
  }
  return at;
}

std::uint32_t RecordPaths::add(const Steps& steps, bool needs_text) {
  std::uint32_t at = 0;
  auto want = [this](std::uint32_t node) {
    if (std::find(wanting_.begin(), wanting_.end(), node) == wanting_.end()) {
      wanting_.push_back(node);
    }
  };
  for (const expr::PlainRead::Step& step : steps) {
    if (at != 0 && !step.optional) {
      nodes_[at].needs_object = true;
      want(at);
    }
    std::uint32_t next = child(nodes_[at], step.name);
    if (next == kNone) {
      next = static_cast<std::uint32_t>(nodes_.size());
      if (nodes_[at].children == kNone) {
        nodes_[at].children = static_cast<std::uint32_t>(tables_.size());
        tables_.emplace_back().fill(kNone);
      }
      Node added;
      added.key = keys_.emplace_back(step.name);
      if (added.key.size() >= kWord) {
        added.head = word_at(added.key, 0);
        added.tail = word_at(added.key, added.key.size() - kWord);
      }
      added.parent = at;
      std::uint32_t& slot = tables_[nodes_[at].children][slot_of(step.name)];
      added.next = slot;
      slot = next;
      nodes_.push_back(added);
    }
    at = next;
  }
  Node& end = nodes_[at];
  if (end.path == kNone) {
    end.path = static_cast<std::uint32_t>(values_.size());
    values_.emplace_back();
  }
  if (needs_text) {
    end.needs_text = true;
    want(at);
  }
  return end.path;
}

bool RecordPaths::read(JsonView record) {
  ++record_;
  std::fill(values_.begin(), values_.end(), Value());
  nodes_[0].opened = record_;
  if (record.kind() != JsonKind::kObject || (nodes_[0].children != kNone && !walk(record, tables_[nodes_[0].children]))) {
    return false;
  }
  return std::all_of(wanting_.begin(), wanting_.end(), [this](std::uint32_t index) {
    const Node& node = nodes_[index];
    // Where the way there ends in nothing, an optional step has ended it, and the path is nil.
    const bool reached = nodes_[node.parent].opened == record_;
    return (!node.needs_text || values_[node.path].found != Found::kNothing) && (!reached || !node.needs_object || node.opened == record_);
  });
}

bool RecordPaths::walk(JsonView object, const Table& children) {
  for (auto it = object.elements(); it.next();) {
    const std::string_view key = it.key();
    std::uint32_t at = children[slot_of(key)];
    while (at != kNone && !is(nodes_[at], key)) {
      at = nodes_[at].next;
    }
    if (at != kNone && !take(it.value(), nodes_[at])) {
      return false;
    }
  }
  return true;
}

bool RecordPaths::take(JsonView value, Node& node) {
  if (node.seen == record_) {
    return false;
  }
  node.seen = record_;
  switch (value.kind()) {
    case JsonKind::kNull:
      return true;
    case JsonKind::kString: {
      if (node.children != kNone) {
        return false;
      }
      const std::string_view text = value.as_string();
      values_[node.path] = {text.empty() ? Found::kEmpty : Found::kText, text};
      return true;
    }
    case JsonKind::kObject:
      node.opened = record_;
      return node.path == kNone && walk(value, tables_[node.children]);
    default:
      return false;
  }
}

}  // namespace vedette::engine
