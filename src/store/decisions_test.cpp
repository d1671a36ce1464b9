#include "store/decisions.h"

#include "store/testing.h"

namespace vedette::store {
namespace {

class DecisionsTest : public StoreTest {
 protected:
  DecisionsTest() {
    write([this](Transaction& transaction) {
      const model::Alert alert = test_alert("a", "192.0.2.1");
      auto stored = Alerts(transaction).insert({alert, "1", "", test_time()});
      ASSERT_TRUE(stored);
      alert_ = stored->id;
    });
  }
  DecisionId add(std::string_view scope, std::string_view value, std::int64_t seconds_left, std::string_view origin = "cscli",
                 std::string_view scenario = "manual", std::string_view type = "ban", bool simulated = false, Time created_at = test_time()) {
    DecisionId id = 0;
    write([&](Transaction& transaction) {
      model::Decision decision;
      decision.scope = scope;
      decision.value = value;
      decision.origin = origin;
      decision.scenario = scenario;
      decision.type = type;
      decision.simulated = simulated;
      auto stored = Decisions(transaction).insert(alert_, decision, test_time(seconds_left), created_at);
      ASSERT_TRUE(stored) << stored.error().message;
      id = *stored;
    });
    return id;
  }
  std::vector<DecisionId> ids(const DecisionFilter& filter, std::size_t limit = 0) {
    std::vector<DecisionId> out;
    read([&](Transaction& transaction) {
      auto done = Decisions(transaction).list_active(filter, limit, test_time(), [&out](StoredDecision&& decision) {
        out.push_back(decision.id);
        return true;
      });
      EXPECT_TRUE(done) << done.error().message;
    });
    return out;
  }

  AlertId alert_ = 0;
};

using Ids = std::vector<DecisionId>;

TEST_F(DecisionsTest, Filters) {
  const DecisionId ip = add("ip", "192.0.2.1", 60);
  const DecisionId range = add("RANGE", "198.51.100.0/24", 60, "crowdsec", "a/ssh_bf");
  const DecisionId country = add("country", "FR", 60, "lists", "A/Http", "captcha");
  const DecisionId user = add("username", "jane", 60, "crowdsec", "a/ssh%bf", "ban", true);
  add("Ip", "192.0.2.1", -1);
  EXPECT_EQ(ids({}), (Ids{ip, range, country, user}));
  EXPECT_EQ(ids({}, 2), (Ids{ip, range}));
  DecisionFilter filter;
  filter.scopes = {"IP", "Country"};
  EXPECT_EQ(ids(filter), (Ids{ip, country}));
  filter = {};
  filter.value = "jane";
  EXPECT_EQ(ids(filter), Ids{user});
  filter = {};
  filter.type = "captcha";
  EXPECT_EQ(ids(filter), Ids{country});
  filter = {};
  filter.origins = {"lists", "cscli"};
  EXPECT_EQ(ids(filter), (Ids{ip, country}));
  filter = {};
  filter.scenario = "manual";
  EXPECT_EQ(ids(filter), Ids{ip});
  filter = {};
  filter.scenarios_containing = {"HTTP", "ssh%"};
  EXPECT_EQ(ids(filter), (Ids{country, user}));
  filter = {};
  filter.scenarios_not_containing = {"http", "MANUAL"};
  EXPECT_EQ(ids(filter), (Ids{range, user}));
  filter = {};
  filter.include_simulated = false;
  EXPECT_EQ(ids(filter), (Ids{ip, range, country}));
  filter = {};
  filter.id = range;
  EXPECT_EQ(ids(filter), Ids{range});
  filter = {};
  filter.range = AddressRange::parse("198.51.100.7");
  EXPECT_EQ(ids(filter), Ids{range});
  filter.range = AddressRange::parse("0.0.0.0/0");
  EXPECT_EQ(ids(filter), Ids{});
  filter.contains = false;
  EXPECT_EQ(ids(filter), (Ids{ip, range}));
}

TEST_F(DecisionsTest, NormalizesScopes) {
  add("ip", "192.0.2.1", 60);
  add("username", "jane", 60);
  read([this](Transaction& transaction) {
    auto all = Decisions(transaction).of_alert(alert_);
    ASSERT_TRUE(all);
    EXPECT_EQ((*all)[0].scope, "Ip");
    EXPECT_EQ((*all)[1].scope, "username");
    EXPECT_EQ((*all)[0].until, test_time(60));
    EXPECT_EQ((*all)[0].alert, alert_);
  });
}

TEST_F(DecisionsTest, Expires) {
  const DecisionId a = add("ip", "192.0.2.1", 60);
  const DecisionId b = add("ip", "192.0.2.2", 60);
  write([&](Transaction& transaction) {
    DecisionFilter filter;
    filter.id = a;
    EXPECT_EQ(Decisions(transaction).expire(filter, test_time()).value(), 1);
    EXPECT_EQ(Decisions(transaction).expire(filter, test_time()).value(), 0);
  });
  EXPECT_EQ(ids({}), Ids{b});
  read([this](Transaction& transaction) { EXPECT_EQ(Decisions(transaction).of_alert(alert_).value().size(), 2U); });
}

TEST_F(DecisionsTest, AnswersWhatExpressionsAsk) {
  add("ip", "192.0.2.1", 60, "a", "a", "ban", false, test_time(-3600));
  add("ip", "192.0.2.1", -60);
  add("range", "192.0.2.0/24", 90);
  add("range", "192.0.0.0/16", 30);
  add("ip", "192.0.2.2", 600);
  add("ip", "2001:db8::1", 600);
  read([](Transaction& transaction) {
    const AddressRange range = *AddressRange::parse("192.0.2.1");
    Decisions decisions(transaction);
    EXPECT_EQ(decisions.count(range, {}, {}).value(), 4);
    EXPECT_EQ(decisions.count(range, {}, test_time()).value(), 3);
    EXPECT_EQ(decisions.count(range, test_time(-60), {}).value(), 3);
    EXPECT_EQ(decisions.time_left(range, test_time()).value(), 90 * kSecond);
    EXPECT_EQ(decisions.time_left(*AddressRange::parse("203.0.113.1"), test_time()).value(), 0);
    EXPECT_EQ(decisions.count(*AddressRange::parse("2001:db8::1"), {}, {}).value(), 1);
  });
}

TEST_F(DecisionsTest, EndsWithItsAlertAndItsDuration) {
  model::Alert alert = test_alert("a", "192.0.2.1");
  model::Decision decision;
  decision.duration = "1d12h";
  EXPECT_EQ(Decisions::end_of(alert, decision, test_time()).value(), test_time(-3600 + 36 * 3600));
  alert.stop_at = "never";
  EXPECT_EQ(Decisions::end_of(alert, decision, test_time()).value(), test_time(36 * 3600));
  decision.duration = "";
  EXPECT_FALSE(Decisions::end_of(alert, decision, test_time()));
}

}  // namespace
}  // namespace vedette::store
