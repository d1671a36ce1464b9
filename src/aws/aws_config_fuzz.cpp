// Any bytes as ~/.aws/config and ~/.aws/credentials: read or refused, and what is refused is not repeated.
#include <cstddef>
#include <cstdint>

#include "aws/config_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette::aws;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const ConfigFileKind kind : {ConfigFileKind::kConfig, ConfigFileKind::kCredentials}) {
    ConfigFiles files;
    if (const vedette::Result<void> read = read_config_text(text, kind, "file", files); !read) {
      VEDETTE_CHECK(read.error().message.starts_with("file:"));
      VEDETTE_CHECK(read.error().message.size() < 100);
    }
    for (const auto& [name, profile] : files.profiles) {
      VEDETTE_CHECK(profile.name == name);
      VEDETTE_CHECK(files.find(name) == &profile);
    }
  }
  return 0;
}
