// `vedette replay --store`: alerts go into the store while the replay runs, and their notifications out.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "cli/delivery_setup.h"
#include "delivery/delivery.h"
#include "delivery/sender.h"

namespace vedette::cli {

struct ReplayDeliveryArguments {
  bool store = false;  // whether there is any of it
  DeliveryArguments where;
  std::string wait = "30s";
};

/// Passes alerts on to another sink, and brings them into the store.
class ReplayDelivery final : public engine::AlertSink {
 public:
  /// Nothing when something is wrong that must be put right first; it has been said, and `exit_code` is set.
  [[nodiscard]] static std::unique_ptr<ReplayDelivery> start(const ReplayDeliveryArguments& given, bool quiet, int& exit_code);
  ~ReplayDelivery() override;

  void pass_on_to(engine::AlertSink& next) { next_ = &next; }
  void alert(engine::EmittedAlert&& alert) override;

  /// After the replay: waits until all is stored and, up to the bound, sent. Returns what to tell; `complete` is false when alerts could not be
  /// stored.
  [[nodiscard]] std::string finish(const std::atomic<bool>& interrupted, bool& complete);

 private:
  ReplayDelivery(DeliverySetup setup, std::unique_ptr<store::Store> store, ReplayDeliveryArguments given, Duration wait)
      : setup_(std::move(setup)), store_(std::move(store)), given_(std::move(given)), wait_(wait) {}
  [[nodiscard]] std::string what_is_left();

  DeliverySetup setup_;
  std::unique_ptr<store::Store> store_;
  ReplayDeliveryArguments given_;
  Duration wait_;
  std::unique_ptr<delivery::Sender> sender_;  // null: another process sends
  std::unique_ptr<delivery::Delivery> delivery_;
  engine::AlertSink* next_ = nullptr;
};

/// "3 waiting, the oldest since 2026-11-24 10:00:00 (the last failure: ..)" for each notifier that has something left; empty when none has.
[[nodiscard]] std::string backlog_text(store::Store& store);

}  // namespace vedette::cli
