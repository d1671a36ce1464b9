// Stores and alerts for the tests of those who use the store.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

#include "model/alert.h"
#include "model/read_alert.h"
#include "store/connect.h"
#include "store/store.h"

namespace vedette::store {

/// A fresh store a test: a file of SQLite in a folder of its own, or the database that VEDETTE_TEST_POSTGRESQL names ("host port user database"),
/// emptied.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "vedette-store-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    if (const char* place = std::getenv("VEDETTE_TEST_POSTGRESQL")) {
      settings_.kind = DatabaseKind::kPostgresql;
      std::istringstream words{std::string(place)};
      words >> settings_.host >> settings_.port >> settings_.user >> settings_.database;
      auto connection = open_postgresql(settings_);
      EXPECT_TRUE(connection) << connection.error().message;
      if (connection) {
        auto emptied = (*connection)->run_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        EXPECT_TRUE(emptied) << emptied.error().message;
      }
    } else {
      settings_.path = folder_ + "/vedette.db";
    }
    settings_.wait_seconds = 20;
    reopen();
  }
  ~StoreTest() override {
    store_.reset();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }

  [[nodiscard]] bool is_sqlite() const { return settings_.kind == DatabaseKind::kSqlite; }

  void reopen() {
    store_.reset();
    auto opened = Store::open(settings_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  /// Runs `work(transaction)` and commits.
  template <class Work>
  void write(Work work) {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction) << transaction.error().message;
    work(*transaction);
    auto kept = transaction->commit();
    ASSERT_TRUE(kept) << kept.error().message;
  }
  template <class Work>
  void read(Work work) {
    auto transaction = store_->begin(Access::kRead);
    ASSERT_TRUE(transaction) << transaction.error().message;
    work(*transaction);
  }

  Settings settings_;
  std::string folder_;
  std::unique_ptr<Store> store_;
};

/// 2024-06-01T12:00:00Z, and seconds after it.
inline Time test_time(std::int64_t seconds = 0) {
  return from_unix(1717243200 + seconds, 0);
}

inline model::Alert alert_from(std::string_view json) {
  auto alerts = model::read_alerts(json);
  EXPECT_TRUE(alerts) << alerts.error().message;
  return alerts->at(0);
}

/// An alert of `scenario` about the address, an hour before test_time().
inline model::Alert test_alert(std::string_view scenario, std::string_view address, std::string_view decisions = "null") {
  std::string json = R"({"capacity":5,"decisions":)";
  json += decisions;
  json +=
      R"(,"events":[{"meta":[{"key":"event_name","value":"ConsoleLogin"},{"key":"user","value":"jane <ops>"}],"timestamp":"2024-06-01T11:00:00Z"}],)";
  json += R"("events_count":6,"kind":"crowdsec","labels":null,"leakspeed":"10s","message":"Ip )";
  json += address;
  json += R"( performed it","meta":[{"key":"account","value":"[\"111122223333\"]"}],"remediation":true,"scenario":")";
  json += scenario;
  json += R"(","scenario_hash":"abc","scenario_version":"0.1","simulated":false,"source":{"cn":"FR","ip":")";
  json += address;
  json += R"(","latitude":48.85,"scope":"Ip","value":")";
  json += address;
  json += R"("},"start_at":"2024-06-01T10:59:00Z","stop_at":"2024-06-01T11:00:00Z","uuid":"4d0e6b1a-0000-4000-8000-000000000001"})";
  return alert_from(json);
}

}  // namespace vedette::store
