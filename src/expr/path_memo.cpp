#include "expr/path_memo.h"

#include <map>
#include <mutex>
#include <string>

namespace vedette::expr {

std::uint32_t PathMemo::number_of(std::string_view path) {
  constexpr std::size_t kMost = 4096;
  static std::mutex mutex;
  static auto* numbers = new std::map<std::string, std::uint32_t, std::less<>>();  // never destroyed: programs may be compiled to the very end
  std::lock_guard lock(mutex);
  auto known = numbers->find(path);
  if (known != numbers->end()) {
    return known->second;
  }
  if (numbers->size() == kMost) {
    return 0;
  }
  return numbers->emplace(path, static_cast<std::uint32_t>(numbers->size() + 1)).first->second;
}

}  // namespace vedette::expr
