#include "store/alerts.h"

#include "store/decisions.h"
#include "store/outbox.h"
#include "store/testing.h"

namespace vedette::store {
namespace {

constexpr std::string_view kBan = R"([{"duration":"4h","origin":"crowdsec","scenario":"a/ssh-bf","scope":"Ip","type":"ban","value":"192.0.2.1"}])";

class AlertsTest : public StoreTest {
 protected:
  AlertId insert(const model::Alert& alert, std::string_view identity = {}, Time created_at = test_time()) {
    AlertId id = 0;
    write([&](Transaction& transaction) {
      const std::string own = identity.empty() ? alert_identity(alert) : std::string(identity);
      auto stored = Alerts(transaction).insert({alert, own, "watcher", created_at});
      ASSERT_TRUE(stored) << stored.error().message;
      EXPECT_TRUE(stored->fresh);
      EXPECT_TRUE(stored->refused.empty());
      id = stored->id;
    });
    return id;
  }
  std::vector<AlertId> ids(const AlertFilter& filter, Order order = Order::kOldestFirst, std::size_t limit = 0, Time now = test_time()) {
    std::vector<AlertId> out;
    read([&](Transaction& transaction) {
      auto done = Alerts(transaction).list(filter, order, limit, now, [&out](model::Alert&& alert) {
        out.push_back(alert.id);
        return true;
      });
      EXPECT_TRUE(done) << done.error().message;
      if (limit == 0) {
        EXPECT_EQ(Alerts(transaction).count(filter, now).value(), static_cast<std::int64_t>(out.size()));
      }
    });
    return out;
  }
};

using Ids = std::vector<AlertId>;

TEST_F(AlertsTest, ComesBackAsItWasStored) {
  model::Alert alert = test_alert("a/ssh-bf", "192.0.2.1", kBan);
  alert.message = "quotes \" and \\ and <tags> and \u00e9";
  const std::string json = to_json(alert);
  const AlertId id = insert(alert);
  read([&](Transaction& transaction) {
    auto found = Alerts(transaction).find_as_stored(id);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_TRUE(*found);
    EXPECT_EQ(to_json(**found), json);
    EXPECT_FALSE(Alerts(transaction).find_as_stored(id + 1).value());
    EXPECT_EQ(Alerts(transaction).find_as_stored({id + 5, id}).value().size(), 1U);
  });
}

TEST_F(AlertsTest, ShowsItselfAsTheLocalApiDoes) {
  const AlertId id = insert(test_alert("a/ssh-bf", "192.0.2.1", kBan), {}, add(test_time(), 5 * kMillisecond));
  read([&](Transaction& transaction) {
    // The alert ended at 11:00, so the decision does at 15:00.
    auto found = Alerts(transaction).find(id, test_time());
    ASSERT_TRUE(found && *found);
    const model::Alert& alert = **found;
    EXPECT_EQ(alert.id, id);
    EXPECT_EQ(alert.created_at, "2024-06-01T12:00:00Z");
    EXPECT_EQ(alert.machine_id, "watcher");
    ASSERT_EQ(alert.decisions.size(), 1U);
    EXPECT_EQ(alert.decisions[0].duration, "3h0m0s");
    EXPECT_NE(alert.decisions[0].id, 0);
    EXPECT_EQ(Alerts(transaction).find(id, test_time(4 * 3600)).value()->decisions[0].duration, "-1h0m0s");
  });
}

TEST_F(AlertsTest, TheSameAlertIsStoredOnce) {
  const model::Alert alert = test_alert("a/ssh-bf", "192.0.2.1", kBan);
  const AlertId id = insert(alert);
  write([&](Transaction& transaction) {
    model::Alert again = alert;
    again.uuid = "another";
    again.decisions.clear();
    auto stored = Alerts(transaction).insert({again, alert_identity(again), "watcher", test_time(60)});
    ASSERT_TRUE(stored);
    EXPECT_FALSE(stored->fresh);
    EXPECT_EQ(stored->id, id);
    EXPECT_EQ(Decisions(transaction).of_alert(id).value().size(), 1U);
  });
  model::Alert other = alert;
  other.events_count = 7;
  EXPECT_NE(alert_identity(alert), alert_identity(other));
  EXPECT_EQ(ids({}), Ids{id});
}

TEST_F(AlertsTest, ADecisionThatCannotBeLosesNoAlert) {
  const model::Alert alert =
      test_alert("a/ssh-bf", "192.0.2.1",
                 R"([{"duration":"soon","scope":"Ip","type":"ban","value":"192.0.2.1"},{"duration":"1d","scope":"ip","type":"ban","value":"nobody"},)"
                 R"({"duration":"1d","scope":"ip","type":"ban","value":"192.0.2.2"}])");
  write([&](Transaction& transaction) {
    auto stored = Alerts(transaction).insert({alert, "1", "", test_time()});
    ASSERT_TRUE(stored) << stored.error().message;
    ASSERT_EQ(stored->refused.size(), 2U);
    EXPECT_EQ(stored->refused[0], "decision ban on Ip 192.0.2.1: `soon` is no duration");
    EXPECT_EQ(stored->refused[1], "decision ban on ip nobody: `nobody` is no address and no range");
    EXPECT_EQ(Decisions(transaction).of_alert(stored->id).value().size(), 1U);
  });
}

TEST_F(AlertsTest, Filters) {
  const AlertId a = insert(test_alert("a/ssh-bf", "192.0.2.1", kBan));
  const AlertId b = insert(test_alert("a/http", "192.0.2.200"), {}, test_time(10));
  model::Alert account = test_alert("aws/login", "2001:db8::1");
  account.source = {};
  account.source.scope = "AwsAccount";
  account.source.value = "111122223333";
  account.kind = "waf";
  account.simulated = true;
  account.start_at = "2024-06-01T09:00:00Z";
  const AlertId c = insert(account, {}, test_time(20));
  model::Alert list = test_alert("update", "192.0.2.9",
                                 R"([{"duration":"1h","origin":"lists","scenario":"x","scope":"range","type":"captcha","value":"198.51.100.0/24"}])");
  list.source = {};
  list.source.scope = "lists:firehol";
  const AlertId d = insert(list, {}, test_time(30));

  EXPECT_EQ(ids({}), (Ids{a, b, c, d}));
  EXPECT_EQ(ids({}, Order::kNewestFirst), (Ids{d, c, b, a}));
  EXPECT_EQ(ids({}, Order::kNewestFirst, 2), (Ids{d, c}));
  AlertFilter filter;
  filter.scope = "ip";
  EXPECT_EQ(ids(filter), (Ids{a, b}));
  filter = {};
  filter.scope = "AwsAccount";
  EXPECT_EQ(ids(filter), Ids{c});
  filter = {};
  filter.value = "192.0.2.1";
  EXPECT_EQ(ids(filter), Ids{a});
  filter = {};
  filter.scenario = "x";
  EXPECT_EQ(ids(filter), Ids{d});
  filter.scenario = "a/http";
  EXPECT_EQ(ids(filter), Ids{b});
  filter = {};
  filter.kind = "waf";
  EXPECT_EQ(ids(filter), Ids{c});
  filter = {};
  filter.decision_type = "captcha";
  EXPECT_EQ(ids(filter), Ids{d});
  filter = {};
  filter.origin = "crowdsec";
  EXPECT_EQ(ids(filter), Ids{a});
  filter = {};
  filter.since = test_time(-2 * 3600);
  EXPECT_EQ(ids(filter), (Ids{a, b, d}));
  filter = {};
  filter.until = test_time(-2 * 3600);
  EXPECT_EQ(ids(filter), Ids{c});
  filter = {};
  filter.created_before = test_time(10);
  EXPECT_EQ(ids(filter), (Ids{a, b}));
  filter = {};
  filter.has_active_decision = true;  // of a until 15:00; of d until 12:00
  EXPECT_EQ(ids(filter, Order::kOldestFirst, 0, test_time(1)), Ids{a});
  filter.has_active_decision = false;
  EXPECT_EQ(ids(filter), (Ids{b, c}));
  filter = {};
  filter.include_lists = false;
  EXPECT_EQ(ids(filter), (Ids{a, b, c}));
  filter = {};
  filter.include_simulated = false;
  EXPECT_EQ(ids(filter), (Ids{a, b, d}));
  filter = {};
  filter.machine = "watcher";
  filter.id = b;
  EXPECT_EQ(ids(filter), Ids{b});
}

TEST_F(AlertsTest, FindsAddressesAndRanges) {
  const AlertId a = insert(test_alert("a", "192.0.2.1"));
  const AlertId b = insert(test_alert("b", "2001:db8::1"));
  const AlertId c = insert(test_alert("c", "203.0.113.7", R"([{"duration":"1h","scope":"Range","type":"ban","value":"198.51.100.0/24"}])"));
  auto find = [this](std::string_view range, bool contains) {
    AlertFilter filter;
    filter.range = AddressRange::parse(range);
    filter.contains = contains;
    return ids(filter);
  };
  EXPECT_EQ(find("192.0.2.1", true), Ids{a});
  EXPECT_EQ(find("192.0.2.2", true), Ids{});
  EXPECT_EQ(find("192.0.2.0/24", true), Ids{});
  EXPECT_EQ(find("192.0.2.0/24", false), Ids{a});
  EXPECT_EQ(find("2001:db8::1", true), Ids{b});
  EXPECT_EQ(find("2001:db8::/32", false), Ids{b});
  EXPECT_EQ(find("198.51.100.77", true), Ids{c});
  EXPECT_EQ(find("198.51.0.0/16", false), Ids{c});
  EXPECT_EQ(find("0.0.0.0/0", false), (Ids{a, c}));
}

TEST_F(AlertsTest, ListsPageByPage) {
  constexpr int kMany = 257;
  write([&](Transaction& transaction) {
    const model::Alert alert = test_alert("a", "192.0.2.1");
    for (int i = 0; i < kMany; ++i) {
      ASSERT_TRUE(Alerts(transaction).insert({alert, std::to_string(i), "", test_time(i / 50)}));
    }
  });
  const Ids all = ids({});
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kMany));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(ids({}, Order::kNewestFirst, 123).size(), 123U);
  read([](Transaction& transaction) {
    int taken = 0;
    ASSERT_TRUE(Alerts(transaction).list({}, Order::kNewestFirst, 0, test_time(), [&taken](model::Alert&&) { return ++taken < 7; }));
    EXPECT_EQ(taken, 7);
  });
}

TEST_F(AlertsTest, DeletesWhatBelongsToThem) {
  const AlertId a = insert(test_alert("a/ssh-bf", "192.0.2.1", kBan));
  const AlertId b = insert(test_alert("a/http", "192.0.2.2"));
  write([&](Transaction& transaction) {
    ASSERT_TRUE(Outbox(transaction)
                    .add({.notifier = "slack", .key = "1", .alerts = {a}, .profile = {}, .group = {}, .not_before = test_time(), .rendered = {}},
                         test_time()));
    ASSERT_TRUE(Outbox(transaction)
                    .add({.notifier = "slack", .key = "2", .alerts = {a, b}, .profile = {}, .group = {}, .not_before = test_time(), .rendered = {}},
                         test_time()));
  });
  write([&](Transaction& transaction) {
    EXPECT_TRUE(Alerts(transaction).remove(a, test_time()).value());
    EXPECT_FALSE(Alerts(transaction).remove(a, test_time()).value());
  });
  read([&](Transaction& transaction) {
    EXPECT_TRUE(Decisions(transaction).of_alert(a).value().empty());
    auto entries = Outbox(transaction).list({}, 0);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ((*entries)[0].state, OutboxState::kWaiting);
    EXPECT_EQ((*entries)[0].alerts, Ids{b});
    EXPECT_EQ((*entries)[1].state, OutboxState::kDead);
    EXPECT_EQ((*entries)[1].last_error, "its alerts were deleted before it was sent");
  });
  write([](Transaction& transaction) { EXPECT_EQ(Alerts(transaction).remove(AlertFilter{}, test_time()).value(), 1); });
  EXPECT_EQ(ids({}), Ids{});
}

TEST_F(AlertsTest, LongTextsDoNotBreakIndexes) {
  model::Alert alert = test_alert("a", "192.0.2.1");
  std::string noise;
  for (std::uint32_t i = 1; noise.size() < 20'000; i = i * 1664525 + 1013904223) {
    noise += std::to_string(i);
  }
  alert.scenario = noise;
  alert.source.value = noise;
  alert.uuid = noise;
  const AlertId id = insert(alert);
  read([&](Transaction& transaction) { EXPECT_EQ(Alerts(transaction).find_as_stored(id).value()->scenario, noise); });
}

}  // namespace
}  // namespace vedette::store
