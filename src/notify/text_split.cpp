#include "notify/text_split.h"

#include <algorithm>

#include "base/utf8.h"

namespace vedette::notify {
namespace {

std::size_t units_of(const Rune& rune) {
  return rune.code > 0xFFFF ? 2 : 1;
}

/// Bytes of the longest beginning of at most `most` units, at least one character.
std::size_t bytes_within(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  std::size_t units = 0;
  while (at < text.size()) {
    const Rune rune = decode_rune(text.substr(at));
    if (units + units_of(rune) > most && at > 0) {
      break;
    }
    units += units_of(rune);
    at += rune.width;
  }
  return at;
}

/// Steps back out of a link or an entity that the cut at `at` would take apart.
std::size_t outside_of_markup(std::string_view text, std::size_t at) {
  const std::string_view head = text.substr(0, at);
  if (const std::size_t open = head.rfind('<'); open != std::string_view::npos && open > 0 && head.find('>', open) == std::string_view::npos &&
                                                text.find('>', open) != std::string_view::npos) {
    at = open;
  }
  constexpr std::size_t kLongestEntity = 8;
  if (const std::size_t entity = text.substr(0, at).rfind('&'); entity != std::string_view::npos && entity > 0 && at - entity < kLongestEntity) {
    const std::size_t end = text.find(';', entity);
    if (end != std::string_view::npos && end >= at && end - entity < kLongestEntity) {
      at = entity;
    }
  }
  return at;
}

}  // namespace

std::size_t text_length(std::string_view text) {
  std::size_t units = 0;
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    units += units_of(rune);
    text.remove_prefix(rune.width);
  }
  return units;
}

std::vector<std::string> split_text(std::string_view text, std::size_t most) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t room = bytes_within(text, most);
    if (room == text.size()) {
      out.emplace_back(text);
      return out;
    }
    std::size_t cut = room;
    std::size_t skip = 0;
    // A line end counts when the part keeps at least half of its room, a space when it keeps three quarters.
    const std::size_t line = text.substr(0, room + 1).rfind('\n');
    const std::size_t space = text.substr(0, room + 1).rfind(' ');
    if (line != std::string_view::npos && line >= room / 2 && line > 0) {
      cut = line;
      skip = 1;
    } else if (space != std::string_view::npos && space >= room / 4 * 3 && space > 0 && outside_of_markup(text, space) == space) {
      cut = space;
      skip = 1;
    } else {
      cut = outside_of_markup(text, room);
    }
    out.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut + skip);
  }
}

std::string shorten(std::string_view text, std::size_t most) {
  if (text_length(text) <= most) {
    return std::string(text);
  }
  return std::string(text.substr(0, bytes_within(text, most > 1 ? most - 1 : 1))) + "\u2026";
}

}  // namespace vedette::notify
