// The threads: from the engine's sink to the receiver.
#include "delivery/delivery.h"

#include <gtest/gtest.h>

#include <thread>

#include "delivery/sender.h"
#include "delivery/testing.h"

namespace vedette::delivery {
namespace {

class DeliveryTest : public store::StoreTest {
 protected:
  DeliveryTest() {
    notify::NotifierConfig config;
    config.type = "script";
    content::ProfileSpec spec;
    spec.filters = {SourceText("<filter>", "Alert.Remediation == true")};
    for (const char* name : {"a", "b"}) {
      config.name = name;
      auto notifier = std::make_unique<ScriptedNotifier>(config);
      scripts_.push_back(notifier.get());
      notifiers_.configs.push_back(config);
      notifiers_.all.push_back(std::move(notifier));
      spec.notifications.emplace_back("<name>", name);
    }
    Diagnostics diagnostics;
    profiles_ = profile::Profiles::compile({spec}, diagnostics);
  }

  std::unique_ptr<Sender> sender() {
    SenderOptions options;
    options.seed = 1;
    auto started = Sender::start(*store_, notifiers_, options, quiet());
    EXPECT_TRUE(started) << started.error().message;
    return started ? std::move(*started) : nullptr;
  }
  std::unique_ptr<Delivery> delivery(std::function<void()> written = [] {}) {
    DeliveryOptions options;
    options.most_waiting = 8;
    options.batch = 3;
    options.patience = 100 * kMillisecond;
    options.written = std::move(written);
    return std::make_unique<Delivery>(*store_, AlertWriter(profiles_, notifiers_.configs, {}, quiet()), options, quiet());
  }
  static Log quiet() {
    return [](Severity, const std::string&) {};
  }
  static engine::EmittedAlert emitted(int number, bool allowed = false) {
    engine::EmittedAlert out;
    out.alert = overflow_of(alert_of("s" + std::to_string(number), number));
    out.allowed = allowed;
    return out;
  }

  profile::Profiles profiles_;
  notify::Notifiers notifiers_;
  std::vector<ScriptedNotifier*> scripts_;
};

TEST_F(DeliveryTest, AlertsReachEveryNotifierWhileMoreCome) {
  auto sending = sender();
  ASSERT_NE(sending, nullptr);
  {
    auto delivering = delivery([&] { sending->wake(); });
    for (int i = 0; i < 60; ++i) {
      delivering->alert(emitted(i, i % 10 == 9));
    }
    ASSERT_TRUE(delivering->flush());
    EXPECT_EQ(delivering->written().alerts, 54U);
    EXPECT_EQ(delivering->written().notifications, 108U);
    EXPECT_EQ(delivering->lost(), 0U);
  }
  sending->drain();
  sending->wait_until_idle(add(wall_clock_now(), 60 * kSecond), nullptr);
  EXPECT_EQ(sending->counts().messages, 108U);
  sending.reset();
  EXPECT_EQ(scripts_[0]->sent.size(), 54U);
  EXPECT_EQ(scripts_[1]->sent.size(), 54U);
}

TEST_F(DeliveryTest, OneProcessSends) {
  auto first = sender();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(sender(), nullptr);
  first.reset();
  EXPECT_NE(sender(), nullptr);
}

TEST_F(DeliveryTest, AStopIsQuickWhateverTheReceiverDoes) {
  scripts_[0]->answer = [](const notify::Message&, std::string_view) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return notify::Outcome{notify::OutcomeKind::kRetry, kHour, "down", false};
  };
  auto sending = sender();
  auto delivering = delivery([&] { sending->wake(); });
  delivering->alert(emitted(1));
  ASSERT_TRUE(delivering->flush());
  sending->drain();
  const Time start = wall_clock_now();
  sending->wait_until_idle(add(start, 20 * kSecond), nullptr);  // nothing can go out before that
  delivering.reset();
  sending.reset();
  EXPECT_LT(subtract(wall_clock_now(), start), 10 * kSecond);
}

TEST_F(DeliveryTest, AStoreThatFailsIsNoSilentLoss) {
  if (!is_sqlite()) {
    GTEST_SKIP() << "of SQLite";
  }
  write([](store::Transaction& transaction) { ASSERT_TRUE(transaction.connection().run_script("DROP TABLE vedette_outbox_alerts")); });
  auto delivering = delivery();
  for (int i = 0; i < 40; ++i) {
    delivering->alert(emitted(i));
  }
  EXPECT_FALSE(delivering->flush());
  EXPECT_EQ(delivering->written().alerts, 0U);
  EXPECT_EQ(delivering->lost(), 40U);
}

}  // namespace
}  // namespace vedette::delivery
