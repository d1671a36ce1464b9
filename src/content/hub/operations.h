// Carries a plan out.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "content/hub/data_sets.h"
#include "content/hub/plan.h"
#include "content/hub/source.h"

namespace vedette::content {

class HubOperations {
 public:
  enum class OnFailure : bool { kStop, kGoOn };
  struct Outcome {
    bool reload_needed = false;
    std::size_t failures = 0;  // each has been said
  };

  struct Use {
    Hub& hub;
    const HubSource& source;
    DataSets& data;
    const HubLog& log;
    const std::atomic<bool>* stop = nullptr;                         // no step is begun once it is set
    std::function<void(std::string_view, const HubItem&)> announce;  // told each step before it is done: "downloading", parsers:author/name
  };
  /// What is used outlives it.
  explicit HubOperations(Use use) : use_(std::move(use)) {}

  /// Steps after one that failed are done only with kGoOn. A refresh of data goes through all items in any case.
  [[nodiscard]] Outcome run(const HubPlan& plan, OnFailure on_failure);

 private:
  [[nodiscard]] Result<void> run_step(const HubStep& step, Outcome& outcome);
  [[nodiscard]] Result<void> download(HubItem& item, Outcome& outcome);
  [[nodiscard]] Result<void> enable(HubItem& item) const;
  [[nodiscard]] static Result<void> disable(HubItem& item);
  [[nodiscard]] static Result<void> purge(HubItem& item);
  void refresh_data(Outcome& outcome);

  Use use_;
};

}  // namespace vedette::content
