#include "report/names.h"

namespace vedette::report {

std::uint32_t Names::id_of(std::string_view name) {
  if (name.size() > kMaxName) {
    std::size_t end = kMaxName;
    while (end > kMaxName - 4 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    name = name.substr(0, end);
  }
  if (const auto found = ids_.find(name); found != ids_.end()) {
    return found->second;
  }
  if (bytes_ + name.size() > kMaxBytes && name != kTooMany) {
    return id_of(kTooMany);
  }
  bytes_ += name.size() + sizeof(std::string_view) * 2;
  const auto id = static_cast<std::uint32_t>(names_.size());
  names_.push_back(arena_.copy(name));
  ids_.emplace(names_.back(), id);
  return id;
}

}  // namespace vedette::report
