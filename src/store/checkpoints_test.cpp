#include "store/checkpoints.h"

#include "store/testing.h"

namespace vedette::store {
namespace {

class CheckpointsTest : public StoreTest {};

TEST_F(CheckpointsTest, ReplacesWhatIsNotLater) {
  write([](Transaction& transaction) {
    Checkpoints checkpoints(transaction);
    const std::string bytes("\0\xff'\"", 4);
    ASSERT_TRUE(checkpoints.write("buckets/0", 7, bytes, test_time()));
    EXPECT_EQ(checkpoints.read("buckets/0").value()->bytes, bytes);
    ASSERT_TRUE(checkpoints.write("buckets/0", 8, "", test_time(1)));
    auto found = checkpoints.read("buckets/0").value();
    EXPECT_EQ(found->bytes, "");
    EXPECT_EQ(found->generation, 8);
    EXPECT_EQ(found->saved_at, test_time(1));
    auto old = checkpoints.write("buckets/0", 7, "old", test_time(2));
    ASSERT_FALSE(old);
    EXPECT_EQ(old.error().kind, ErrorKind::kConflict);
    EXPECT_EQ(checkpoints.read("buckets/0").value()->generation, 8);
    EXPECT_FALSE(checkpoints.read("nothing").value());
    EXPECT_FALSE(checkpoints.write("", 1, "", test_time()));
  });
}

TEST_F(CheckpointsTest, NamesHavePrefixes) {
  write([](Transaction& transaction) {
    Checkpoints checkpoints(transaction);
    for (std::string_view name : {"buckets/10", "buckets/2", "bucket", "sources/a", "buckets0"}) {
      ASSERT_TRUE(checkpoints.write(name, name == "buckets/2" ? 1 : 2, name, test_time()));
    }
    auto names = [&checkpoints](std::string_view prefix) {
      std::string out;
      const auto found = checkpoints.read_all(prefix);
      for (const Checkpoint& one : *found) {
        EXPECT_EQ(one.bytes, one.name);
        out += one.name + " ";
      }
      return out;
    };
    EXPECT_EQ(names("buckets/"), "buckets/10 buckets/2 ");
    EXPECT_EQ(names(""), "bucket buckets/10 buckets/2 buckets0 sources/a ");
    EXPECT_EQ(checkpoints.list().value().size(), 5U);
    EXPECT_EQ(checkpoints.list().value()[0].bytes, "");
    EXPECT_EQ(checkpoints.remove_older("buckets/", 2).value(), 1);
    EXPECT_EQ(names("buckets/"), "buckets/10 ");
    EXPECT_TRUE(checkpoints.remove("bucket").value());
    EXPECT_FALSE(checkpoints.remove("bucket").value());
  });
}

TEST_F(CheckpointsTest, MayBeLarge) {
  const std::string large(32 * 1024 * 1024, '\x01');
  write([&](Transaction& transaction) { ASSERT_TRUE(Checkpoints(transaction).write("large", 1, large, test_time())); });
  reopen();
  read([&](Transaction& transaction) { EXPECT_EQ(Checkpoints(transaction).read("large").value()->bytes, large); });
}

}  // namespace
}  // namespace vedette::store
