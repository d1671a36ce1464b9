#include "buckets/bucket_types.h"

#include "base/error.h"

namespace vedette::buckets {

const BucketTypeRow& bucket_type_row(content::BucketType type) {
  static const BucketTypeRow* const kRows[] = {&kLeakyType, &kTriggerType, &kCounterType, &kConditionalType, &kBayesianType};
  for (const BucketTypeRow* row : kRows) {
    if (row->type == type) {
      return *row;
    }
  }
  VEDETTE_CHECK(false);
}

}  // namespace vedette::buckets
