#include "store/outbox.h"

#include "store/testing.h"

namespace vedette::store {
namespace {

class OutboxTest : public StoreTest {
 protected:
  AlertId alert(std::string_view identity) {
    AlertId id = 0;
    write([&](Transaction& transaction) {
      const model::Alert alert = test_alert("a", "192.0.2.1");
      auto stored = Alerts(transaction).insert({alert, identity, "", test_time()});
      ASSERT_TRUE(stored);
      id = stored->id;
    });
    return id;
  }
  OutboxId add(std::string_view notifier, std::string_view key, std::vector<AlertId> alerts = {}, std::int64_t due = 0) {
    OutboxId id = 0;
    write([&](Transaction& transaction) {
      auto added = Outbox(transaction)
                       .add({.notifier = notifier,
                             .key = key,
                             .alerts = std::move(alerts),
                             .profile = "default",
                             .group = "g",
                             .not_before = test_time(due),
                             .rendered = std::nullopt},
                            test_time());
      ASSERT_TRUE(added) << added.error().message;
      EXPECT_TRUE(added->fresh);
      id = added->id;
    });
    return id;
  }
  std::vector<OutboxEntry> claim(std::string_view notifier, std::int64_t at = 0, std::size_t limit = 10) {
    std::vector<OutboxEntry> out;
    write([&](Transaction& transaction) {
      auto claimed = Outbox(transaction).claim(notifier, test_time(at), limit);
      ASSERT_TRUE(claimed) << claimed.error().message;
      out = std::move(*claimed);
    });
    return out;
  }
  OutboxEntry get(OutboxId id) {
    OutboxEntry out;
    read([&](Transaction& transaction) { out = Outbox(transaction).find(id).value().value(); });
    return out;
  }
};

TEST_F(OutboxTest, AKeyIsTakenOncePerNotifier) {
  const AlertId a = alert("a");
  const OutboxId id = add("slack", "k", {a});
  add("email", "k", {a});
  write([&](Transaction& transaction) {
    auto again =
        Outbox(transaction)
            .add({.notifier = "slack", .key = "k", .alerts = {a}, .profile = {}, .group = {}, .not_before = test_time(), .rendered = std::nullopt},
                 test_time());
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->fresh);
    EXPECT_EQ(again->id, id);
  });
}

TEST_F(OutboxTest, ClaimsWhatIsDueOldestFirst) {
  const AlertId a = alert("a");
  const AlertId b = alert("b");
  const OutboxId first = add("slack", "1", {b, a});
  const OutboxId second = add("slack", "2", {a}, 60);
  const OutboxId third = add("slack", "3", {a});
  add("email", "1", {a});
  auto claimed = claim("slack");
  ASSERT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].id, first);
  EXPECT_EQ(claimed[0].alerts, (std::vector<AlertId>{b, a}));
  EXPECT_EQ(claimed[0].attempts, 1);
  EXPECT_EQ(claimed[0].state, OutboxState::kSending);
  EXPECT_EQ(claimed[0].profile, "default");
  EXPECT_EQ(claimed[0].group, "g");
  EXPECT_EQ(claimed[0].created_at, test_time());
  EXPECT_EQ(claimed[1].id, third);
  EXPECT_TRUE(claim("slack").empty());
  read([](Transaction& transaction) {
    EXPECT_EQ(Outbox(transaction).next_due("slack").value(), test_time(60));
    EXPECT_FALSE(Outbox(transaction).next_due("nobody").value());
  });
  claimed = claim("slack", 60, 1);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed[0].id, second);
}

TEST_F(OutboxTest, GoesItsWays) {
  const AlertId a = alert("a");
  const OutboxId id = add("slack", "1", {a});
  ASSERT_EQ(claim("slack").size(), 1U);
  write([&](Transaction& transaction) {
    Outbox outbox(transaction);
    ASSERT_TRUE(outbox.keep_rendered(id, std::string_view("{\"text\":\"\0\"}", 12), test_time()));
    ASSERT_TRUE(outbox.keep_parts_sent(id, 2, test_time()));
    ASSERT_TRUE(outbox.postpone(id, test_time(30), "429 Too Many Requests", test_time()));
    EXPECT_EQ(outbox.postpone(id, test_time(30), "", test_time()).error().kind, ErrorKind::kNotFound);
  });
  EXPECT_TRUE(claim("slack").empty());
  auto claimed = claim("slack", 30);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed[0].attempts, 2);
  EXPECT_EQ(claimed[0].parts_sent, 2);
  EXPECT_EQ(claimed[0].rendered, std::string("{\"text\":\"\0\"}", 12));
  EXPECT_EQ(claimed[0].last_error, "429 Too Many Requests");
  write([&](Transaction& transaction) { ASSERT_TRUE(Outbox(transaction).bury(id, "404 no_service", test_time(31))); });
  EXPECT_EQ(get(id).state, OutboxState::kDead);
  EXPECT_EQ(get(id).last_error, "404 no_service");
  EXPECT_TRUE(claim("slack", 1000).empty());
  write([&](Transaction& transaction) {
    ASSERT_TRUE(Outbox(transaction).reinject(id, test_time(40)));
    EXPECT_EQ(Outbox(transaction).reinject(id, test_time(40)).error().kind, ErrorKind::kNotFound);
  });
  ASSERT_EQ(claim("slack", 40).size(), 1U);
  write([&](Transaction& transaction) { ASSERT_TRUE(Outbox(transaction).done(id, test_time(41))); });
  EXPECT_EQ(get(id).state, OutboxState::kDone);
  EXPECT_EQ(get(id).last_error, "");
}

TEST_F(OutboxTest, WhatWasSendingWaitsAgainAfterARestart) {
  const OutboxId id = add("slack", "1", {alert("a")});
  ASSERT_EQ(claim("slack").size(), 1U);
  reopen();
  write([](Transaction& transaction) { EXPECT_EQ(Outbox(transaction).recover(test_time(5)).value(), 1); });
  auto claimed = claim("slack", 5);
  ASSERT_EQ(claimed.size(), 1U);
  EXPECT_EQ(claimed[0].id, id);
  EXPECT_EQ(claimed[0].attempts, 2);
}

TEST_F(OutboxTest, CombinesAGroup) {
  const AlertId a = alert("a");
  const AlertId b = alert("b");
  const AlertId c = alert("c");
  const OutboxId first = add("slack", "1", {a});
  const OutboxId second = add("slack", "2", {b, c});
  const OutboxId other = add("email", "1", {a});
  claim("slack");
  claim("email");
  write([&](Transaction& transaction) {
    auto group = Outbox(transaction).combine({first, second}, "group-1-2", test_time());
    ASSERT_TRUE(group) << group.error().message;
    EXPECT_EQ(group->id, first);
    EXPECT_EQ(group->key, "group-1-2");
    EXPECT_EQ(group->alerts, (std::vector<AlertId>{a, b, c}));
    EXPECT_EQ(group->state, OutboxState::kSending);
  });
  EXPECT_EQ(get(second).state, OutboxState::kDone);
  EXPECT_EQ(get(second).last_error, "part of entry " + std::to_string(first));
  auto transaction = store_->begin();
  EXPECT_FALSE(Outbox(*transaction).combine({first, other}, "x", test_time()));
}

TEST_F(OutboxTest, ListsCountsAndForgets) {
  const AlertId a = alert("a");
  const OutboxId first = add("email", "1", {a});
  const OutboxId second = add("slack", "1", {a});
  const OutboxId third = add("slack", "2", {});
  claim("slack");
  write([&](Transaction& transaction) {
    ASSERT_TRUE(Outbox(transaction).bury(second, "no", test_time()));
    ASSERT_TRUE(Outbox(transaction).bury(third, "no", test_time()));
  });
  auto list = [this](const OutboxFilter& filter, std::size_t limit = 0) {
    std::vector<OutboxId> out;
    read([&](Transaction& transaction) {
      const auto found = Outbox(transaction).list(filter, limit);
      for (const OutboxEntry& entry : *found) {
        out.push_back(entry.id);
      }
    });
    return out;
  };
  using Ids = std::vector<OutboxId>;
  EXPECT_EQ(list({}), (Ids{third, second, first}));
  EXPECT_EQ(list({}, 1), Ids{third});
  OutboxFilter filter;
  filter.notifier = "email";
  EXPECT_EQ(list(filter), Ids{first});
  filter = {};
  filter.states = {OutboxState::kDead, OutboxState::kDone};
  EXPECT_EQ(list(filter), (Ids{third, second}));
  filter = {};
  filter.alert = a;
  filter.profile = "default";
  EXPECT_EQ(list(filter), (Ids{second, first}));
  read([](Transaction& transaction) {
    auto counts = Outbox(transaction).counts();
    ASSERT_TRUE(counts);
    ASSERT_EQ(counts->size(), 2U);
    EXPECT_EQ((*counts)[0].notifier, "email");
    EXPECT_EQ((*counts)[0].state, OutboxState::kWaiting);
    EXPECT_EQ((*counts)[1].entries, 2);
    EXPECT_EQ((*counts)[1].state, OutboxState::kDead);
  });
  write([&](Transaction& transaction) {
    Outbox outbox(transaction);
    EXPECT_EQ(outbox.reinject(third, test_time()).error().kind, ErrorKind::kConflict);  // has nothing to say
    EXPECT_EQ(outbox.reinject(OutboxFilter{}, test_time()).value(), 1);
    OutboxFilter dead;
    dead.states = {OutboxState::kDead};
    EXPECT_EQ(outbox.remove(dead).value(), 1);
  });
  EXPECT_EQ(list({}), (Ids{second, first}));
}

TEST_F(OutboxTest, StatesHaveNames) {
  for (OutboxState state : {OutboxState::kWaiting, OutboxState::kSending, OutboxState::kDone, OutboxState::kDead}) {
    EXPECT_EQ(outbox_state_of(outbox_state_name(state)), state);
  }
  EXPECT_FALSE(outbox_state_of("lost"));
}

}  // namespace
}  // namespace vedette::store
