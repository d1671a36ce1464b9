#include "store/store.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "store/alerts.h"
#include "store/checkpoints.h"
#include "store/migrations.h"
#include "store/testing.h"

namespace vedette::store {
namespace {

TEST_F(StoreTest, KeepsWhatWasCommittedAndNothingElse) {
  write([](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("kept", 1, "a", test_time())); });
  {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(Checkpoints(*transaction).write("dropped", 1, "b", test_time()));
  }
  reopen();
  read([](Transaction& transaction) {
    EXPECT_EQ(Checkpoints(transaction).read("kept").value()->bytes, "a");
    EXPECT_FALSE(Checkpoints(transaction).read("dropped").value());
  });
}

TEST_F(StoreTest, ATransactionInWhichAStatementFailedKeepsNothing) {
  auto transaction = store_->begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(Checkpoints(*transaction).write("one", 1, "a", test_time()));
  EXPECT_FALSE(transaction->connection().execute("INSERT INTO vedette_nowhere VALUES (1)"));
  auto kept = transaction->commit();
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().message.find("nothing was kept"), std::string::npos);
  read([](Transaction& next) { EXPECT_FALSE(Checkpoints(next).read("one").value()); });
}

TEST_F(StoreTest, TextsThatNoDatabaseTakesAreMended) {
  write([](Transaction& transaction) {
    auto rows = transaction.connection().query("SELECT CAST($1 AS TEXT)", {std::string_view("a\0b\xff", 4)});
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_TRUE(rows->next().value());
    EXPECT_EQ(rows->text(0), "a\uFFFDb\uFFFD");
  });
}

TEST_F(StoreTest, OneStatementMayBeReadTwiceAtOnce) {
  write([](Transaction& transaction) {
    ASSERT_TRUE(Checkpoints(transaction).write("a", 1, "", test_time()));
    ASSERT_TRUE(Checkpoints(transaction).write("b", 2, "", test_time()));
    auto outer = transaction.connection().query("SELECT generation FROM vedette_checkpoints ORDER BY name");
    std::int64_t sum = 0;
    while (outer->next().value()) {
      auto inner = transaction.connection().query("SELECT generation FROM vedette_checkpoints ORDER BY name");
      while (inner->next().value()) {
        sum += outer->integer(0) * inner->integer(0);
      }
    }
    EXPECT_EQ(sum, 9);
  });
}

TEST_F(StoreTest, ANewerDatabaseIsRefused) {
  write([](Transaction& transaction) {
    ASSERT_TRUE(transaction.connection().execute("INSERT INTO vedette_migrations (number, name, applied_at) VALUES (99, 'later', 0)"));
  });
  store_.reset();
  auto opened = Store::open(settings_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(opened.error().message.find("a newer vedette has written it"), std::string::npos) << opened.error().message;
}

TEST_F(StoreTest, AMigrationThatFailsLeavesNothingBehind) {
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  const std::int64_t last = steps.back().number;
  constexpr std::string_view kGood = "CREATE TABLE vedette_more (id BIGINT)";
  constexpr std::string_view kBad = "CREATE TABLE vedette_half (id BIGINT); INSERT INTO vedette_nowhere VALUES (1)";
  steps.push_back({last + 1, "more", kGood, kGood});
  steps.push_back({last + 2, "broken", kBad, kBad});
  auto connection = is_sqlite() ? open_sqlite(settings_) : open_postgresql(settings_);
  ASSERT_TRUE(connection);
  EXPECT_FALSE(migrate(**connection, steps));
  EXPECT_TRUE((*connection)->execute("INSERT INTO vedette_more VALUES (1)"));
  EXPECT_FALSE((*connection)->execute("INSERT INTO vedette_half VALUES (1)"));
  // Mended, it goes on from where it stopped; again, there is nothing to do.
  steps.back() = {last + 2, "mended", kBad.substr(0, kBad.find(';')), kBad.substr(0, kBad.find(';'))};
  EXPECT_TRUE(migrate(**connection, steps));
  EXPECT_TRUE(migrate(**connection, steps));
  EXPECT_TRUE((*connection)->execute("INSERT INTO vedette_half VALUES (1)"));
}

TEST_F(StoreTest, SeveralMayOpenItAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> opened = 0;
  if (is_sqlite()) {
    settings_.path = folder_ + "/other.db";
  }
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this, &opened] {
      auto store = Store::open(settings_);
      if (store) {
        ++opened;
      } else {
        ADD_FAILURE() << store.error().message;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(opened, 6);
}

TEST_F(StoreTest, ThreadsWriteOneAfterTheOther) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      for (int j = 0; j < kEach; ++j) {
        auto transaction = store_->begin();
        ASSERT_TRUE(transaction) << transaction.error().message;
        auto alert = test_alert("a/b", "192.0.2.1");
        auto stored = Alerts(*transaction).insert({alert, std::to_string(i * 1000 + j), "machine", test_time()});
        ASSERT_TRUE(stored) << stored.error().message;
        ASSERT_TRUE(transaction->commit());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  read([](Transaction& transaction) { EXPECT_EQ(Alerts(transaction).count({}, test_time()).value(), kThreads * kEach); });
}

TEST_F(StoreTest, ReadersSeeOneStateAndDoNotWait) {
  write([](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("n", 1, "", test_time())); });
  auto reader = store_->begin(Access::kRead);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Checkpoints(*reader).read("n").value()->generation, 1);
  write([](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("n", 2, "", test_time())); });
  EXPECT_EQ(Checkpoints(*reader).read("n").value()->generation, 1);
}

TEST_F(StoreTest, ALockHasOneHolder) {
  auto first = store_->try_lock("sender");
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_NE(*first, nullptr);
  EXPECT_TRUE((*first)->is_held());
  auto second = store_->try_lock("sender");
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, nullptr);
  EXPECT_NE(*store_->try_lock("other"), nullptr);
  first->reset();
  EXPECT_NE(*store_->try_lock("sender"), nullptr);
}

// SQLite alone.

TEST_F(StoreTest, TheFileIsForItsOwnerOnly) {
  if (!is_sqlite()) {
    GTEST_SKIP() << "a server has no file";
  }
  write([](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("n", 1, "", test_time())); });
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((settings_.path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
  }
  ::chmod(settings_.path.c_str(), 0644);
  reopen();
  struct stat status {};
  ASSERT_EQ(::stat(settings_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST_F(StoreTest, WhatIsNoDatabaseIsSaidToBeNone) {
  if (!is_sqlite()) {
    GTEST_SKIP() << "a server has no file";
  }
  settings_.path = folder_ + "/text";
  std::ofstream(settings_.path) << std::string(5000, 'x');
  auto opened = Store::open(settings_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(opened.error().message.find("file is not a database"), std::string::npos) << opened.error().message;
  settings_.path = folder_ + "/no/such/folder/vedette.db";
  opened = Store::open(settings_);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("No such file or directory"), std::string::npos) << opened.error().message;
}

TEST_F(StoreTest, AForeignDatabaseIsShared) {
  if (!is_sqlite()) {
    GTEST_SKIP() << "the same in a server";
  }
  settings_.path = folder_ + "/crowdsec.db";
  {
    auto connection = open_sqlite(settings_);
    ASSERT_TRUE(connection);
    ASSERT_TRUE((*connection)->run_script("CREATE TABLE alerts (id INTEGER PRIMARY KEY); CREATE TABLE decisions (id INTEGER)"));
  }
  reopen();
  write([](Transaction& transaction) {
    auto alert = test_alert("a/b", "192.0.2.1");
    EXPECT_TRUE(Alerts(transaction).insert({alert, "1", "", test_time()}));
  });
}

TEST_F(StoreTest, AFullDiskIsSaidAndHeals) {
  if (!is_sqlite()) {
    GTEST_SKIP() << "the server's disk is not ours to fill";
  }
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const std::string large(4'000'000, 'x');
  struct rlimit small = before;
  small.rlim_cur = 1'000'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction);
    Result<void> written = Checkpoints(*transaction).write("large", 1, large, test_time());
    if (written) {
      written = transaction->commit();
    }
    EXPECT_FALSE(written);
    if (!written) {
      EXPECT_EQ(written.error().kind, ErrorKind::kUnavailable) << written.error().message;
      EXPECT_NE(written.error().message.find("goes on as soon as there is room"), std::string::npos) << written.error().message;
    }
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  // SQLite's own word for a full disk.
  {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction->connection().run_script("PRAGMA max_page_count = 100"));
    Result<void> written = Checkpoints(*transaction).write("large", 1, large, test_time());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::kUnavailable) << written.error().message;
    EXPECT_NE(written.error().message.find("database or disk is full; nothing was changed"), std::string::npos) << written.error().message;
    ASSERT_TRUE(transaction->connection().run_script("PRAGMA max_page_count = 1000000"));
  }
  write([&large](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("large", 1, large, test_time())); });
  read([&large](Transaction& transaction) { EXPECT_EQ(Checkpoints(transaction).read("large").value()->bytes.size(), large.size()); });
}

TEST_F(StoreTest, KilledInTheMiddleItKeepsWholeTransactions) {
  // The child writes a checkpoint and two alerts a transaction, without end; whatever the moment it is killed in, they agree afterwards.
  for (int round = 0; round < 8; ++round) {
    store_.reset();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto store = Store::open(settings_);
      if (!store) {
        ::_exit(1);
      }
      for (;;) {
        auto transaction = (*store)->begin();
        if (!transaction) {
          ::_exit(2);
        }
        const std::int64_t next = Checkpoints(*transaction).read("n").value().value_or(Checkpoint{}).generation + 1;
        auto alert = test_alert("a/b", "192.0.2.1");
        static_cast<void>(Alerts(*transaction).insert({alert, std::to_string(next) + "a", "", test_time()}));
        static_cast<void>(Checkpoints(*transaction).write("n", next, std::string(20'000, 'x'), test_time()));
        static_cast<void>(Alerts(*transaction).insert({alert, std::to_string(next) + "b", "", test_time()}));
        static_cast<void>(transaction->commit());
      }
    }
    ::usleep(60'000 + 7'001 * static_cast<unsigned>(round));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    reopen();
    read([](Transaction& transaction) {
      auto checkpoint = Checkpoints(transaction).read("n");
      ASSERT_TRUE(checkpoint) << checkpoint.error().message;
      EXPECT_EQ(Alerts(transaction).count({}, test_time()).value(), 2 * checkpoint->value_or(Checkpoint{}).generation);
    });
  }
  read([](Transaction& transaction) { EXPECT_GT(Alerts(transaction).count({}, test_time()).value(), 0); });
}

}  // namespace
}  // namespace vedette::store
