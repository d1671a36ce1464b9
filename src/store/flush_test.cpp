#include "store/flush.h"

#include "store/alerts.h"
#include "store/decisions.h"
#include "store/outbox.h"
#include "store/testing.h"

namespace vedette::store {
namespace {

class FlushTest : public StoreTest {
 protected:
  AlertId insert(std::string_view identity, std::int64_t created_at, std::string_view decisions = "null") {
    AlertId id = 0;
    write([&](Transaction& transaction) {
      const model::Alert alert = test_alert("a", "192.0.2.1", decisions);
      auto stored = Alerts(transaction).insert({alert, identity, "", test_time(created_at)});
      ASSERT_TRUE(stored);
      id = stored->id;
    });
    return id;
  }
  std::vector<AlertId> left() {
    std::vector<AlertId> out;
    read([&](Transaction& transaction) {
      ASSERT_TRUE(Alerts(transaction).list({}, Order::kOldestFirst, 0, test_time(), [&out](model::Alert&& alert) {
        out.push_back(alert.id);
        return true;
      }));
    });
    return out;
  }
  Flushed flush_now(const FlushLimits& limits, std::int64_t at) {
    auto flushed = flush(*store_, limits, test_time(at));
    EXPECT_TRUE(flushed) << flushed.error().message;
    return flushed.value_or(Flushed{});
  }
};

using Ids = std::vector<AlertId>;

TEST_F(FlushTest, ByAgeAndByNumber) {
  insert("a", 0);
  const AlertId b = insert("b", 100);
  const AlertId c = insert("c", 200);
  EXPECT_EQ(flush_now({}, 10'000).by_age, 0);
  Flushed flushed = flush_now({.max_items = {}, .max_age = 150 * kSecond}, 200);
  EXPECT_EQ(flushed.by_age, 1);
  EXPECT_EQ(flushed.total, 3);
  EXPECT_EQ(left(), (Ids{b, c}));
  flushed = flush_now({.max_items = 1, .max_age = {}}, 200);
  EXPECT_EQ(flushed.by_number, 1);
  EXPECT_EQ(left(), Ids{c});
  EXPECT_EQ(flush_now({.max_items = 1, .max_age = {}}, 200).by_number, 0);
}

TEST_F(FlushTest, WhatIsInForceStays) {
  // In force until 15:00, which is 3 hours after test_time().
  const AlertId kept = insert("a", 0, R"([{"duration":"4h","scope":"Ip","type":"ban","value":"192.0.2.1"}])");
  const AlertId last = insert("b", 1);
  EXPECT_EQ(flush_now({.max_items = 1, .max_age = kSecond}, 3600).by_age, 1);
  EXPECT_EQ(left(), Ids{kept});
  EXPECT_NE(kept, last);
  EXPECT_EQ(flush_now({.max_items = 1, .max_age = kSecond}, 4 * 3600).by_age, 1);
  EXPECT_EQ(left(), Ids{});
}

TEST_F(FlushTest, WhatIsToBeSentStaysAndWhatWasSentGoesWithIt) {
  const AlertId a = insert("a", 0);
  OutboxId entry = 0;
  write([&](Transaction& transaction) {
    entry =
        Outbox(transaction)
            .add({.notifier = "slack", .key = "1", .alerts = {a}, .profile = {}, .group = {}, .not_before = test_time(), .rendered = {}}, test_time())
            .value()
            .id;
  });
  EXPECT_EQ(flush_now({.max_items = 0, .max_age = kSecond}, 3600).by_age, 0);
  write([&](Transaction& transaction) {
    ASSERT_EQ(Outbox(transaction).claim("slack", test_time(), 1).value().size(), 1U);
    ASSERT_TRUE(Outbox(transaction).done(entry, test_time()));
  });
  const Flushed flushed = flush_now({.max_items = {}, .max_age = kSecond}, 3600);
  EXPECT_EQ(flushed.by_age, 1);
  EXPECT_EQ(flushed.outbox, 1);
  read([](Transaction& transaction) { EXPECT_TRUE(Outbox(transaction).list({}, 0).value().empty()); });
}

TEST_F(FlushTest, ManyGoInBatches) {
  write([](Transaction& transaction) {
    const model::Alert alert = test_alert("a", "192.0.2.1");
    for (int i = 0; i < 2500; ++i) {
      ASSERT_TRUE(Alerts(transaction).insert({alert, std::to_string(i), "", test_time(i)}));
    }
  });
  EXPECT_EQ(flush_now({.max_items = 10, .max_age = {}}, 3600).by_number, 2490);
  EXPECT_EQ(left().size(), 10U);
}

}  // namespace
}  // namespace vedette::store
