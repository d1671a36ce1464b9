#include "model/field_map.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace vedette::model {
namespace {

TEST(FieldMap, HoldsInternedAndOtherKeys) {
  Arena arena;
  FieldId known = intern_field("field_map_test.known");
  EXPECT_EQ(intern_field("field_map_test.known"), known);
  EXPECT_EQ(find_field("field_map_test.known"), known);
  EXPECT_EQ(field_name(known), "field_map_test.known");
  EXPECT_EQ(find_field("field_map_test.never"), kDynamicKey);

  FieldMap map;
  EXPECT_FALSE(map.has("field_map_test.known"));
  map.set(known, "a", arena);
  map.set("field_map_test.other", "b", arena);
  map.set("field_map_test.known", "c", arena);
  map.set("field_map_test.empty", {}, arena);
  EXPECT_EQ(map.size(), 3U);
  EXPECT_EQ(map.get(known), "c");
  EXPECT_EQ(map.get("field_map_test.other"), "b");
  EXPECT_TRUE(map.has("field_map_test.empty"));
  EXPECT_EQ(map.get("field_map_test.missing").data(), nullptr);
  EXPECT_EQ(map.begin()->key, "field_map_test.known");
}

TEST(FieldMap, FindsKeysThatWereInternedAfterwards) {
  Arena arena;
  FieldMap map;
  map.set("field_map_test.late", "early", arena);
  FieldId id = intern_field("field_map_test.late");
  EXPECT_EQ(map.get(id), "early");
  EXPECT_EQ(map.get("field_map_test.late"), "early");
  map.set(id, "later", arena);
  EXPECT_EQ(map.size(), 1U);
  EXPECT_EQ(map.get(id), "later");
}

TEST(FieldMap, CopiesDependOnNothing) {
  Arena arena;
  FieldMap copy;
  {
    Arena other;
    FieldMap map;
    for (int i = 0; i < 40; ++i) {
      map.set(other.copy("field_map_test.key" + std::to_string(i)), other.copy("value" + std::to_string(i)), other);
    }
    copy = map.copy(arena);
  }
  EXPECT_EQ(copy.size(), 40U);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(copy.get("field_map_test.key" + std::to_string(i)), "value" + std::to_string(i));
  }
}

TEST(FieldMap, ForgetsWhatWasCleared) {
  Arena arena;
  FieldMap map;
  std::vector<FieldId> ids;
  for (int i = 0; i < 20; ++i) {
    ids.push_back(intern_field("field_map_test.cleared" + std::to_string(i)));
    map.set(ids.back(), "old", arena);
  }
  map.clear();
  map.set(ids[7], "new", arena);
  for (FieldId id : ids) {
    EXPECT_EQ(map.get(field_name(id)).data() != nullptr, id == ids[7]);
  }
  map.set(ids[1], "newer", arena);
  EXPECT_EQ(map.size(), 2U);
  EXPECT_EQ(map.get(ids[1]), "newer");
  FieldMap copy = map.copy(arena);
  EXPECT_EQ(copy.get(ids[7]), "new");
  EXPECT_FALSE(copy.has(field_name(ids[2])));
  for (FieldId id : ids) {
    copy.set(id, "grown", arena);
  }
  EXPECT_EQ(copy.size(), 20U);
}

TEST(FieldMap, AllocatesInTheArenaOnly) {
  Arena arena(1 << 20);
  FieldId id = intern_field("field_map_test.slot");
  (void)arena.allocate(1);
  std::size_t before = arena.capacity();
  FieldMap map;
  for (int i = 0; i < 1000; ++i) {
    map.set(id, "x", arena);
  }
  EXPECT_EQ(arena.capacity(), before);
  EXPECT_EQ(map.size(), 1U);
}

TEST(FieldMap, NamesAreReadWhileOthersAreAdded) {
  std::vector<FieldId> ids;
  for (int i = 0; i < 100; ++i) {
    ids.push_back(intern_field("field_map_test.thread" + std::to_string(i)));
  }
  std::thread reader([&] {
    for (int round = 0; round < 200; ++round) {
      for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(find_field("field_map_test.thread" + std::to_string(i)), ids[static_cast<std::size_t>(i)]);
      }
    }
  });
  for (int i = 0; i < 3000; ++i) {
    (void)intern_field("field_map_test.more" + std::to_string(i));
  }
  reader.join();
}

}  // namespace
}  // namespace vedette::model
