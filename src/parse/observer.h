// Watching events on their way: what hub tests and explanations are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/source.h"
#include "model/event.h"

namespace vedette::parse {

/// How a node and an event parted.
enum class NodeOutcome : std::uint8_t {
  kStayedOut,  // the filter was false or failed
  kFailed,     // entered, but neither the node itself nor what is nested in it succeeded
  kSucceeded,
  kDropped,  // a static gave what the reference drops an event for; no further node sees it
};

/// Set on a Runner. While one is set, a stage shows the event to every node, also to those that the dispatch index would leave out. Indices are those
/// of Stages::nodes() and Stages::rules(). The event may be read, not kept: what is to stay is copied.
class ParseObserver {
 public:
  /// Before a node's filter; nested nodes come between their parent's calls.
  virtual void enter(std::uint32_t /*node*/, const model::Event& /*event*/) {}
  /// After a node's filter, before anything else of it. Not called for a node without one.
  virtual void filtered(std::uint32_t /*node*/, bool /*let_in*/, const model::Event& /*event*/) {}
  /// After a node's grok and before its statics; no text: there was nothing to read.
  virtual void read(std::uint32_t /*node*/, std::optional<std::string_view> /*text*/, bool /*matched*/) {}
  virtual void leave(std::uint32_t /*node*/, NodeOutcome /*outcome*/, const model::Event& /*event*/) {}
  /// Something of a node failed on the event, here and now. `span` is in RuleInfo::text.
  virtual void failed(std::uint32_t /*rule*/, std::string_view /*message*/, Span /*span*/) {}

 protected:
  ~ParseObserver() = default;
};

}  // namespace vedette::parse
