#include "content/hub/operations.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <memory>

#include "content/hub/atomic_file.h"
#include "content/hub/paths.h"
#include "content/item_file.h"

namespace vedette::content {

namespace fs = std::filesystem;

HubOperations::Outcome HubOperations::run(const HubPlan& plan, OnFailure on_failure) {
  Outcome outcome;
  for (const HubStep& step : plan.steps()) {
    if (use_.stop != nullptr && *use_.stop) {
      break;
    }
    Result<void> done = run_step(step, outcome);
    if (!done) {
      use_.log(HubLevel::kError, done.error().message);
      ++outcome.failures;
      // Nothing later depends on a link that another file keeps from its place.
      const bool in_the_way = step.action == HubAction::kEnable && done.error().kind == ErrorKind::kConflict;
      if (on_failure == OnFailure::kStop && !in_the_way) {
        break;
      }
    }
  }
  return outcome;
}

Result<void> HubOperations::run_step(const HubStep& step, Outcome& outcome) {
  switch (step.action) {
    case HubAction::kDownload:
      use_.announce("downloading", *step.item);
      return download(*step.item, outcome);
    case HubAction::kEnable: {
      use_.announce("enabling", *step.item);
      Result<void> done = enable(*step.item);
      outcome.reload_needed = outcome.reload_needed || done;
      return done;
    }
    case HubAction::kDisable: {
      use_.announce("disabling", *step.item);
      Result<void> done = disable(*step.item);
      outcome.reload_needed = outcome.reload_needed || done;
      return done;
    }
    case HubAction::kPurge:
      use_.announce("purging", *step.item);
      return purge(*step.item);
    case HubAction::kRefreshData:
      refresh_data(outcome);
  }
  return {};
}

// hubops/download.go, DownloadCommand.Run. Data first: the item takes its place when it has what it needs.
Result<void> HubOperations::download(HubItem& item, Outcome& outcome) {
  Result<std::string> place = use_.hub.download_path(item);
  if (!place) {
    return tl::unexpected(place.error());
  }
  Result<std::string> text = use_.source.item_text(item);
  if (!text) {
    return fail(text.error().kind, fmt::format("{}: {}", item.full_name(), text.error().message));
  }
  Result<bool> data = use_.data.bring(std::make_shared<const SourceFile>(*place, *text));
  if (!data) {
    return fail(data.error().kind, fmt::format("while downloading data for {}: {}", item.full_name(), data.error().message));
  }
  Result<AtomicFile::Change> change = write_file(*place, *text);
  if (!change) {
    return fail(change.error().kind, fmt::format("{}: {}", item.full_name(), change.error().message));
  }
  outcome.reload_needed = outcome.reload_needed || *data || *change == AtomicFile::Change::kReplaced;
  item.state.download_path = *place;
  item.state.local_version = item.version;
  item.state.tainted = false;
  item.state.up_to_date = true;
  return {};
}

// hubops/enable.go, CreateInstallLink
Result<void> HubOperations::enable(HubItem& item) const {
  auto failed = [&](const Error& error) { return fail(error.kind, fmt::format("while enabling {}: {}", item.full_name(), error.message)); };
  if (!item.state.is_downloaded()) {
    return fail(ErrorKind::kNotFound, fmt::format("can't enable {}: not downloaded", item.full_name()));
  }
  Result<std::string> place = use_.hub.install_path(item);
  if (!place) {
    return failed(place.error());
  }
  std::error_code error;
  fs::create_directories(fs::path(*place).parent_path(), error);
  if (error) {
    return failed(system_error("create " + fs::path(*place).parent_path().string(), error.value()));
  }
  fs::create_symlink(item.state.download_path, *place, error);
  if (error == std::errc::file_exists) {
    Result<std::string> target = resolve_link(*place);
    if (!target || *target != item.state.download_path) {
      return failed({ErrorKind::kConflict, fmt::format("{} is in the way: another item's, or not from the hub", *place)});
    }
  } else if (error) {
    return failed(system_error("create link " + *place, error.value()));
  }
  item.state.local_path = *place;
  item.state.tainted = false;
  return {};
}

// hubops/disable.go, RemoveInstallLink
Result<void> HubOperations::disable(HubItem& item) {
  std::error_code error;
  const fs::path link = item.state.local_path;
  const fs::path target = fs::read_symlink(link, error);
  const bool managed = !error && (target.is_absolute() ? target : (link.parent_path() / target).lexically_normal()) == item.state.download_path;
  if (!managed) {
    return fail(ErrorKind::kConflict, fmt::format("while disabling {}: {} isn't managed by hub", item.full_name(), item.name));
  }
  if (!fs::remove(link, error) && error) {
    return tl::unexpected(system_error(fmt::format("while disabling {}: remove {}", item.full_name(), link.string()), error.value()));
  }
  item.state.local_path.clear();
  item.state.tainted = false;
  return {};
}

// hubops/purge.go, PurgeCommand.Run
Result<void> HubOperations::purge(HubItem& item) {
  std::error_code error;
  fs::remove(item.state.download_path, error);
  if (error) {
    return tl::unexpected(system_error(fmt::format("while purging {}: remove {}", item.full_name(), item.state.download_path), error.value()));
  }
  item.state.download_path.clear();
  item.state.tainted = false;
  item.state.up_to_date = false;
  return {};
}

// hubops/datarefresh.go. An item whose data cannot be had must not keep the others from theirs.
void HubOperations::refresh_data(Outcome& outcome) {
  for (ItemType type : kItemTypes) {
    for (const HubItem* item : use_.hub.installed(type)) {
      Result<std::shared_ptr<const SourceFile>> file = read_source_file(item->state.local_path);
      Result<bool> changed = file ? use_.data.bring(*file) : tl::unexpected(file.error());
      if (!changed) {
        use_.log(HubLevel::kError, fmt::format("while downloading data for {}: {}", item->state.local_path, changed.error().message));
        ++outcome.failures;
      }
      outcome.reload_needed = outcome.reload_needed || (changed && *changed);
    }
  }
}

}  // namespace vedette::content
