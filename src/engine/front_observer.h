// Watching single events on their way through the front: what explanations are made of.
#pragma once

#include "buckets/pour.h"
#include "expr/builtins/services.h"
#include "model/event.h"
#include "parse/observer.h"
#include "parse/stages.h"

namespace vedette::engine {

/// One event's way. All calls come from the thread that asked for it, one after the other: those of the parse stages, then these.
class EventWatch : public parse::ParseObserver {
 public:
  virtual ~EventWatch() = default;
  /// `services` is what expressions of the front run with, and what they are to be run with here. They stay until `done`.
  virtual void begin(const model::Event& /*event*/, expr::Services& /*services*/) {}
  virtual void parsed(const model::Event& /*event*/, const parse::ParseResult& /*result*/) {}
  /// Before the scenarios are asked; not called for an event that does not get there. `time` is the one that it pours with.
  virtual void matching(const model::Event& /*event*/, Time /*time*/) {}
  /// Null: no scenario took it.
  virtual void poured(const buckets::PouredEvent* /*event*/) {}
  /// The last call, whatever became of the event.
  virtual void done() {}
};

/// Chooses the events to watch. Called on all threads of the front at once.
class FrontObserver {
 public:
  /// Before the event is parsed: null to let it go unwatched. What is returned must live until its `done` has returned.
  [[nodiscard]] virtual EventWatch* watch(const model::Event& event, buckets::Place place) = 0;

 protected:
  ~FrontObserver() = default;
};

}  // namespace vedette::engine
