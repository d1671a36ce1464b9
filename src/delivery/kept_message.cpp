#include "delivery/kept_message.h"

#include <charconv>

namespace vedette::delivery {
namespace {

constexpr std::string_view kHead = "vedette messages 1\n";

}  // namespace

std::string keep_messages(const std::vector<notify::Message>& messages) {
  std::string out(kHead);
  for (const notify::Message& message : messages) {
    out += std::to_string(message.body.size()) + (message.fallback ? " plain\n" : " whole\n") + message.body + "\n";
  }
  return out;
}

Result<std::vector<notify::Message>> read_messages(std::string_view kept) {
  const auto damaged = [] { return fail(ErrorKind::kInvalid, "the outbox holds a message that cannot be read"); };
  if (!kept.starts_with(kHead)) {
    return damaged();
  }
  kept.remove_prefix(kHead.size());
  std::vector<notify::Message> out;
  while (!kept.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(kept.data(), kept.data() + kept.size(), size);
    kept.remove_prefix(static_cast<std::size_t>(end - kept.data()));
    constexpr std::size_t kWord = 7;  // " plain\n"
    if (error != std::errc() || kept.size() < kWord || size >= kept.size() - kWord) {
      return damaged();
    }
    notify::Message message;
    message.fallback = kept.starts_with(" plain\n");
    message.body = std::string(kept.substr(kWord, size));
    kept.remove_prefix(kWord + size + 1);
    out.push_back(std::move(message));
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].part = static_cast<std::uint32_t>(i);
    out[i].parts = static_cast<std::uint32_t>(out.size());
  }
  return out;
}

}  // namespace vedette::delivery
