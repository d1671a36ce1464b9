#include "expr/builtins/bot_file.h"

#include <algorithm>
#include <string>

#include "base/json.h"

namespace vedette::expr {
namespace {

/// Reads one line's JSON into a Bot, or says what is wrong with it.
class BotReader {
 public:
  BotReader(Bot& bot, std::string& error) : bot_(bot), error_(error) {}

  bool read(const JsonView& json) {
    if (json.kind() != JsonKind::kObject) {
      error_ = "this line is no JSON object";
      return false;
    }
    for (auto it = json.elements(); it.next() && error_.empty();) {
      read_key(it.key(), it.value());
    }
    if (error_.empty() && name_.empty()) {
      error_ = "`name` is missing";
    }
    if (error_.empty() && bot_.addresses.empty() && bot_.ranges.empty() && bot_.names.empty()) {
      error_ = "bot `" + name_ + "` needs at least one of ips, ranges and rdns: anyone can claim a user agent";
    }
    std::sort(bot_.addresses.begin(), bot_.addresses.end());
    return error_.empty();
  }

 private:
  void read_key(std::string_view key, const JsonView& value) {
    if (key == "name") {
      name_ = text(key, value);
    } else if (key == "user_agent") {
      if (const std::string pattern = text(key, value); !pattern.empty()) {
        bot_.user_agent = regex(key, pattern);
      }
    } else if (key == "paths") {
      for_each(key, value, [&](const std::string& pattern) { bot_.paths.push_back(regex(key, pattern)); });
    } else if (key == "ips") {
      for_each(key, value, [&](const std::string& one) {
        if (std::optional<Ip> ip = Ip::parse(one); ip && ip->zone().empty()) {
          bot_.addresses.push_back(ip->unmapped());
        } else {
          error_ = "`" + one + "` is not an IP address";
        }
      });
    } else if (key == "ranges") {
      for_each(key, value, [&](const std::string& one) {
        if (std::optional<IpPrefix> range = IpPrefix::parse(one)) {
          bot_.ranges.push_back(range->masked());
        } else {
          error_ = "`" + one + "` is not a range of addresses";
        }
      });
    } else if (key == "rdns") {
      for_each(key, value, [&](const std::string& pattern) {
        if (pattern.empty()) {
          error_ = "an empty `rdns` pattern would fit every name";
        } else {
          bot_.names.push_back(regex(key, pattern));
        }
      });
    } else {
      error_ = "`" + std::string(key) + "` is not known: name, user_agent, paths, ips, ranges and rdns are";
    }
  }

  std::string text(std::string_view key, const JsonView& value) {
    if (value.kind() != JsonKind::kString && value.kind() != JsonKind::kNull) {
      error_ = "`" + std::string(key) + "` is not a text";
    }
    return std::string(value.as_string());
  }

  template <class Visit>
  void for_each(std::string_view key, const JsonView& list, Visit&& visit) {
    if (list.kind() == JsonKind::kNull) {
      return;
    }
    if (list.kind() != JsonKind::kArray) {
      error_ = "`" + std::string(key) + "` is not a list";
      return;
    }
    for (auto it = list.elements(); it.next() && error_.empty();) {
      if (const std::string one = text(key, it.value()); error_.empty()) {
        visit(one);
      }
    }
  }

  /// Case never counts.
  std::shared_ptr<const re2::RE2> regex(std::string_view key, const std::string& pattern) {
    Result<std::shared_ptr<const re2::RE2>> compiled = compile_regex("(?i)" + pattern);
    if (!compiled) {
      error_ = "`" + std::string(key) + "`: " + compiled.error().message;
      return nullptr;
    }
    return *compiled;
  }

  Bot& bot_;
  std::string& error_;
  std::string name_;
};

bool any_matches(const std::vector<std::shared_ptr<const re2::RE2>>& regexes, std::string_view text) {
  return std::any_of(regexes.begin(), regexes.end(), [&](const auto& regex) { return regex_matches(*regex, text); });
}

}  // namespace

bool BotFile::add(std::string_view line, std::string& error) {
  JsonReader reader;
  Result<JsonView> json = reader.parse(line);
  if (!json) {
    error = "this line is no JSON: " + json.error().message;
    return false;
  }
  Bot bot;
  if (!BotReader(bot, error).read(*json)) {
    return false;
  }
  bots_.push_back(std::move(bot));
  return true;
}

bool BotFile::matches_address(const Ip& address, std::string_view user_agent, std::string_view path, std::vector<const Bot*>& candidates) const {
  for (const Bot& bot : bots_) {
    if ((bot.user_agent != nullptr && !regex_matches(*bot.user_agent, user_agent)) || (!bot.paths.empty() && !any_matches(bot.paths, path))) {
      continue;
    }
    if (std::binary_search(bot.addresses.begin(), bot.addresses.end(), address) ||
        std::any_of(bot.ranges.begin(), bot.ranges.end(), [&](const IpPrefix& range) { return range.contains(address); })) {
      return true;
    }
    if (!bot.names.empty()) {
      candidates.push_back(&bot);
    }
  }
  return false;
}

bool bot_has_name(const Bot& bot, std::string_view name) {
  return any_matches(bot.names, name);
}

std::optional<Ip> parse_bot_address(std::string_view text) {
  std::optional<Ip> ip = Ip::parse(text);
  if (!ip) {
    // net.SplitHostPort
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
      host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
      return std::nullopt;
    }
    ip = Ip::parse(host);
  }
  return ip ? std::optional<Ip>(ip->without_zone().unmapped()) : std::nullopt;
}

}  // namespace vedette::expr
