#include "base/shared_library.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(SharedLibrary, says_what_is_missing_and_for_what) {
  const Result<SharedLibrary> absent = SharedLibrary::load({"libabsent.so.9"}, "a test", "libabsent9");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(absent.error().message.starts_with("a test needs libabsent.so.9 (Debian: libabsent9): ")) << absent.error().message;
}

TEST(SharedLibrary, finds_functions) {
  Result<SharedLibrary> library = SharedLibrary::load({"libabsent.so.9", "libm.so.6"}, "a test", "libc6");
  ASSERT_TRUE(library) << library.error().message;
  double (*cosine)(double) = nullptr;
  library->find("cos", cosine);
  ASSERT_TRUE(library->complete());
  EXPECT_EQ(cosine(0), 1);
  double (*nothing)(double) = cosine;
  library->find("absent_function", nothing);
  EXPECT_EQ(nothing, nullptr);
  const Result<void> complete = library->complete();
  ASSERT_FALSE(complete);
  EXPECT_EQ(complete.error().message, "libm.so.6 has no function absent_function: it is too old");
}

}  // namespace
}  // namespace vedette
