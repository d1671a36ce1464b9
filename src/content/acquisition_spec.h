// acquis.yaml: where logs come from. Read and checked here; opened by the sources.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "content/schema.h"

namespace vedette::content {

struct AcquisitionSpec {
  SourceText at;
  std::string source;  // "file", "s3", ..
  std::string name;
  std::string mode;
  std::string log_level;
  std::map<std::string, std::string> labels;
  bool use_time_machine = false;
  SourceText transform;                        // empty: each line is one event
  std::map<std::string, SourceText> settings;  // the source's own keys that hold one value; those with more are not kept
};

/// All documents of the files, ${VAR} in values replaced. A broken one is reported and left out.
[[nodiscard]] std::vector<AcquisitionSpec> load_acquisition(const std::vector<std::string>& files, Diagnostics& diagnostics);

/// The keys of one source; null for one that does not exist.
[[nodiscard]] const Schema* acquisition_schema(std::string_view source);
[[nodiscard]] std::vector<std::string_view> acquisition_sources();

}  // namespace vedette::content
