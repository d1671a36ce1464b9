#include "delivery/outgoing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "content/profile_spec.h"
#include "delivery/alert_writer.h"
#include "delivery/kept_message.h"
#include "delivery/retry.h"
#include "delivery/testing.h"

namespace vedette::delivery {
namespace {

using notify::OutcomeKind;

/// A writer, a notifier and what lies between, at a time that the test sets.
class OutgoingTest : public store::StoreTest {
 protected:
  OutgoingTest() {
    config_.name = "n";
    config_.type = "script";
    content::ProfileSpec spec;
    spec.name = "all";
    spec.filters = {SourceText("<filter>", "true")};
    spec.notifications = {SourceText("<name>", "n")};
    content::DecisionSpec ban;
    ban.type = "ban";
    spec.decisions = {ban};
    Diagnostics diagnostics;
    profiles_ = profile::Profiles::compile({spec}, diagnostics);
  }

  void start() {
    notifier_ = std::make_unique<ScriptedNotifier>(config_);
    restart();
  }
  /// As after a kill: what was claimed is left as it is.
  void restart() {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(store::Outbox(*transaction).recover(now_));
    ASSERT_TRUE(transaction->commit());
    outgoing_ = std::make_unique<Outgoing>(
        *store_, *notifier_, [this] { return now_; }, stop_, log(), 1);
    writer_ = std::make_unique<AlertWriter>(profiles_, std::span(&config_, 1), WriterOptions{}, log());
    ASSERT_TRUE(store_->begin().and_then([&](store::Transaction&& restored) { return writer_->restore(restored); }));
  }
  Log log() {
    return [this](Severity, const std::string& text) { said_.push_back(text); };
  }

  Written put(std::vector<model::Alert> alerts) {
    std::vector<std::shared_ptr<const model::RuntimeAlert>> overflows;
    for (model::Alert& alert : alerts) {
      overflows.push_back(overflow_of(std::move(alert)));
    }
    auto transaction = store_->begin();
    auto written = writer_->write(*transaction, overflows, now_);
    EXPECT_TRUE(written) << written.error().message;
    EXPECT_TRUE(transaction->commit());
    writer_->committed();
    return *written;
  }

  /// Until nothing is due; returns when something will be.
  Time run(Haste haste = Haste::kUsual) {
    for (int i = 0; i < 100'000; ++i) {
      const Time next = outgoing_->step(haste);
      if (next.is_zero() || now_ < next) {
        return next;
      }
    }
    ADD_FAILURE() << "busy";
    return {};
  }

  /// Lets time pass until something was tried again.
  void run_to_next_try() {
    const std::size_t before = notifier_->sent.size() + notifier_->failed.size();
    for (int i = 0; i < 10 && notifier_->sent.size() + notifier_->failed.size() == before; ++i) {
      now_ = run();
    }
  }

  std::vector<std::string> bodies() {
    std::vector<std::string> out;
    for (const auto& [key, body] : notifier_->sent) {
      out.push_back(body);
    }
    return out;
  }

  std::vector<store::OutboxEntry> entries(std::vector<store::OutboxState> states = {}) {
    auto transaction = store_->begin(store::Access::kRead);
    store::OutboxFilter filter;
    filter.states = std::move(states);
    return *store::Outbox(*transaction).list(filter, 0);
  }

  Time now_ = store::test_time();
  notify::NotifierConfig config_;
  profile::Profiles profiles_;
  std::atomic<bool> stop_{false};
  std::vector<std::string> said_;
  std::unique_ptr<ScriptedNotifier> notifier_;
  std::unique_ptr<Outgoing> outgoing_;
  std::unique_ptr<AlertWriter> writer_;
};

TEST_F(OutgoingTest, EachAlertGoesOutOnceHoweverOftenItIsFound) {
  start();
  EXPECT_EQ(put({alert_of("a", 1), alert_of("b", 2)}).alerts, 2U);
  const Written again = put({alert_of("a", 1), alert_of("b", 2), alert_of("a", 3)});
  EXPECT_EQ(again.alerts, 1U);
  EXPECT_EQ(again.known, 2U);
  EXPECT_TRUE(run().is_zero());
  EXPECT_EQ(bodies(), (std::vector<std::string>{"a", "b", "a"}));
  restart();
  put({alert_of("a", 1)});
  run();
  EXPECT_EQ(notifier_->sent.size(), 3U);
}

TEST_F(OutgoingTest, DecisionsAreStoredWithTheAlert) {
  start();
  EXPECT_EQ(put({alert_of("a", 1)}).decisions, 1U);
  read([&](store::Transaction& transaction) {
    auto alert = store::Alerts(transaction).find_as_stored(1);
    ASSERT_TRUE(alert && *alert);
    ASSERT_EQ((**alert).decisions.size(), 1U);
    EXPECT_EQ((**alert).decisions[0].type, "ban");
    EXPECT_EQ((**alert).uuid.size(), 36U);
    EXPECT_EQ((**alert).decisions[0].uuid.size(), 36U);
  });
}

TEST_F(OutgoingTest, AFailureIsTriedAgainLaterAndLater) {
  start();
  notifier_->answer = [](const notify::Message&, std::string_view) { return notify::Outcome{OutcomeKind::kRetry, 0, "down", false}; };
  put({alert_of("a", 1)});
  run();
  Duration before = 0;
  for (int i = 0; i < 3; ++i) {
    const Time tried = now_;
    run_to_next_try();
    run_to_next_try();
    EXPECT_GT(subtract(now_, tried), before);
    before = subtract(now_, tried) / 2;
  }
  EXPECT_GE(notifier_->failed.size(), 4U);
  const auto waiting = entries({store::OutboxState::kWaiting});
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].last_error, "down");
  notifier_->answer = nullptr;
  now_ = add(now_, kHour);
  EXPECT_TRUE(run().is_zero());
  ASSERT_EQ(notifier_->sent.size(), 1U);
  for (const auto& [key, body] : notifier_->failed) {
    EXPECT_EQ(key, notifier_->sent[0].first);
  }
}

TEST_F(OutgoingTest, HoursOfSilenceLoseNothing) {
  config_.max_retry = 2;
  start();
  notifier_->answer = [](const notify::Message&, std::string_view) { return notify::Outcome{OutcomeKind::kRetry, 0, "down", false}; };
  std::vector<model::Alert> alerts;
  for (int i = 0; i < 10; ++i) {
    alerts.push_back(alert_of("a", i));
  }
  put(std::move(alerts));
  const Time end = add(now_, 3 * kHour);
  while (now_ < end) {
    const Time next = run();
    ASSERT_FALSE(next.is_zero());
    now_ = next;
  }
  EXPECT_LT(notifier_->failed.size(), 20'000U);
  notifier_->answer = nullptr;
  for (Time next = run(); !next.is_zero(); next = run()) {
    now_ = next;
  }
  EXPECT_EQ(notifier_->sent.size(), 10U);
}

TEST_F(OutgoingTest, RetryAfterIsHonouredByAllMessages) {
  start();
  notifier_->answer = [](const notify::Message&, std::string_view) { return notify::Outcome{OutcomeKind::kRetry, 90 * kSecond, "429", false}; };
  put({alert_of("a", 1), alert_of("b", 2)});
  const Time next = run();
  EXPECT_GE(subtract(next, now_), 90 * kSecond);
  EXPECT_EQ(notifier_->failed.size(), 1U);
  restart();
  now_ = add(now_, kMinute);
  run();
  EXPECT_EQ(notifier_->failed.size(), 1U);
  now_ = add(now_, kMinute);
  run();
  EXPECT_EQ(notifier_->failed.size(), 2U);
}

TEST_F(OutgoingTest, OneThatFailsHoldsUpNoOthers) {
  start();
  notifier_->answer = [](const notify::Message& message, std::string_view) {
    return message.body == "bad" ? notify::Outcome{OutcomeKind::kRetry, 0, "500", false} : notify::Outcome();
  };
  put({alert_of("bad", 1), alert_of("good", 2), alert_of("good", 3)});
  now_ = add(now_, 2 * kSecond);
  for (int i = 0; i < 3; ++i) {
    now_ = run();
  }
  EXPECT_EQ(notifier_->sent.size(), 2U);
}

TEST_F(OutgoingTest, ARefusalIsKeptWithItsReasonAndCanBeSentAgain) {
  start();
  notifier_->answer = [](const notify::Message&, std::string_view) { return notify::Outcome{OutcomeKind::kRefused, 0, "404 no_service", false}; };
  put({alert_of("a", 1)});
  run();
  const auto dead = entries({store::OutboxState::kDead});
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].last_error, "404 no_service");
  EXPECT_NE(said_.at(0).find("404 no_service"), std::string::npos);
  write([&](store::Transaction& transaction) { ASSERT_TRUE(store::Outbox(transaction).reinject(dead[0].id, now_)); });
  notifier_->answer = nullptr;
  run();
  EXPECT_EQ(bodies(), std::vector<std::string>{"a"});
  EXPECT_EQ(notifier_->sent[0].first, notifier_->failed[0].first);
}

TEST_F(OutgoingTest, TheRefusalOfOnePartIsNotThatOfTheOthers) {
  start();
  notifier_->parts = 3;
  notifier_->answer = [](const notify::Message& message, std::string_view) {
    return message.part == 0 ? notify::Outcome{OutcomeKind::kRefused, 0, "550 no such user", false} : notify::Outcome();
  };
  put({alert_of("a", 1)});
  run();
  EXPECT_EQ(notifier_->sent.size(), 2U);
  const auto dead = entries({store::OutboxState::kDead});
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].last_error, "550 no such user");
  write([&](store::Transaction& transaction) { ASSERT_TRUE(store::Outbox(transaction).reinject(dead[0].id, now_)); });
  notifier_->answer = nullptr;
  run();
  ASSERT_GE(notifier_->sent.size(), 3U);
  EXPECT_EQ(notifier_->sent[2].first, notifier_->failed[0].first);
}

TEST_F(OutgoingTest, GroupsCloseByNumberOrTime) {
  config_.group_wait = 30 * kSecond;
  config_.group_threshold = 3;
  start();
  put({alert_of("a", 1), alert_of("b", 2)});
  EXPECT_EQ(subtract(run(), now_), 30 * kSecond);
  EXPECT_TRUE(notifier_->sent.empty());
  put({alert_of("c", 3), alert_of("d", 4)});
  const Time next = run();
  EXPECT_EQ(bodies(), std::vector<std::string>{"a b c"});
  now_ = next;
  EXPECT_TRUE(run().is_zero());
  EXPECT_EQ(bodies(), (std::vector<std::string>{"a b c", "d"}));
  put({alert_of("e", 5)});
  run(Haste::kDrain);
  EXPECT_EQ(bodies().back(), "e");
}

TEST_F(OutgoingTest, AGroupIsTheSameAfterAKill) {
  config_.group_wait = kSecond;
  start();
  put({alert_of("a", 1), alert_of("b", 2)});
  run();
  now_ = add(now_, kSecond);
  notifier_->answer = [](const notify::Message&, std::string_view) { return notify::Outcome{OutcomeKind::kRetry, 0, "down", false}; };
  run();
  ASSERT_EQ(notifier_->failed.size(), 1U);
  restart();
  put({alert_of("c", 3)});
  notifier_->answer = nullptr;
  now_ = add(now_, kMinute);
  run();
  ASSERT_EQ(bodies(), (std::vector<std::string>{"a b", "c"}));
  EXPECT_EQ(notifier_->failed[0].first, notifier_->sent[0].first);
}

TEST_F(OutgoingTest, PartsThatWentOutAreNotSentAgain) {
  start();
  notifier_->parts = 3;
  int calls = 0;
  notifier_->answer = [&](const notify::Message&, std::string_view) {
    return ++calls == 2 ? notify::Outcome{OutcomeKind::kRetry, 0, "down", false} : notify::Outcome();
  };
  put({alert_of("a", 1)});
  run();
  restart();
  run_to_next_try();
  run();
  ASSERT_EQ(notifier_->sent.size(), 3U);
  EXPECT_TRUE(notifier_->sent[0].first.ends_with(".1"));
  EXPECT_TRUE(notifier_->sent[1].first.ends_with(".2"));
  EXPECT_TRUE(notifier_->sent[2].first.ends_with(".3"));
  EXPECT_EQ(notifier_->failed[0].first, notifier_->sent[1].first);
}

TEST_F(OutgoingTest, RepeatsAreRolledUpWithTheirNumber) {
  config_.rollup_by = {"scenario", "principal"};
  config_.rollup_window = 10 * kMinute;
  start();
  notifier_->show_message = true;
  now_ = store::test_time(-3600);
  const Written written = put({alert_of("a", 1), alert_of("a", 2), alert_of("a", 3), alert_of("a", 4, "bob"), alert_of("a", 5)});
  EXPECT_EQ(written.held, 3U);
  Time next = run();
  EXPECT_EQ(notifier_->sent.size(), 2U);  // ann's first, bob's first
  EXPECT_EQ(entries({store::OutboxState::kWaiting}).size(), 3U);
  restart();  // windows are known after it
  put({alert_of("a", 500)});
  EXPECT_EQ(notifier_->sent.size(), 2U);
  now_ = next;
  EXPECT_TRUE(run().is_zero());
  ASSERT_EQ(notifier_->sent.size(), 3U);
  EXPECT_EQ(notifier_->sent[2].second, "4 alerts of a, from 2024-06-01T11:00:02Z to 2024-06-01T11:08:20Z, rolled up. The last: m");
  put({alert_of("a", 700)});
  run();
  EXPECT_EQ(notifier_->sent.size(), 4U);
}

TEST_F(OutgoingTest, AMutedNotifierTellsWhenTheTimeHasCome) {
  config_.mute_until = add(now_, kHour);
  start();
  notifier_->show_message = true;
  put({alert_of("a", 1), alert_of("a", 2), alert_of("b", 3)});
  EXPECT_EQ(subtract(run(), now_), kHour);
  EXPECT_TRUE(notifier_->sent.empty());
  now_ = add(now_, kHour);
  run();
  EXPECT_EQ(bodies(), (std::vector<std::string>{"2 alerts of a, from 2024-06-01T11:00:01Z to 2024-06-01T11:00:02Z, rolled up. The last: m", "m"}));
}

TEST_F(OutgoingTest, WhatIsHeldForAGroupWaitsAgainAfterAStop) {
  config_.group_wait = kHour;
  start();
  put({alert_of("a", 1)});
  run();
  outgoing_->release();
  const auto waiting = entries({store::OutboxState::kWaiting});
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].attempts, 0);
}

TEST_F(OutgoingTest, AlertsThatAreGoneAreNotForgottenSilently) {
  start();
  put({alert_of("a", 1), alert_of("b", 2)});
  write([&](store::Transaction& transaction) { ASSERT_TRUE(store::Alerts(transaction).remove(store::AlertId{1}, now_)); });
  run();
  EXPECT_EQ(bodies(), std::vector<std::string>{"b"});
  for (const store::OutboxEntry& entry : entries({store::OutboxState::kDead})) {
    EXPECT_EQ(entry.last_error, "its alerts were deleted before it was sent");
  }
}

TEST(Retry, RoundsAndRests) {
  EXPECT_EQ(retry_delay(1, 2, 0.5), kSecond);
  EXPECT_EQ(retry_delay(2, 2, 0.5), 2 * kSecond);
  EXPECT_EQ(retry_delay(3, 2, 0.5), kRest);
  EXPECT_EQ(retry_delay(4, 2, 0.5), kSecond);
  EXPECT_EQ(retry_delay(9, 0, 0.5), kLongestDelay);
  EXPECT_EQ(retry_delay(14, 0, 0.5), kRest);
  EXPECT_LT(retry_delay(1, 2, 0), kSecond);
  for (std::int64_t i = 1; i < 30; ++i) {
    EXPECT_LE(pause_after(i, 1), kLongestDelay);
    EXPECT_GT(pause_after(i, 0), 0);
  }
}

TEST(KeptMessage, ComesBackAsItWas) {
  std::vector<notify::Message> messages(2);
  messages[0].body = std::string("a\0\n\xff{", 5);
  messages[0].parts = messages[1].parts = 2;
  messages[1].part = 1;
  messages[1].fallback = true;
  const std::string kept = keep_messages(messages);
  auto read = read_messages(kept);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].body, messages[0].body);
  EXPECT_EQ((*read)[1].body, "");
  EXPECT_TRUE((*read)[1].fallback);
  EXPECT_EQ((*read)[1].part, 1U);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    auto cut = read_messages(std::string_view(kept).substr(0, i));
    EXPECT_TRUE(!cut || cut->size() < 2) << i;
  }
  EXPECT_FALSE(read_messages("vedette messages 1\n99999999999999999999 plain\nx"));
  EXPECT_FALSE(read_messages("vedette messages 1\n5 plain\nabc"));
}

}  // namespace
}  // namespace vedette::delivery
