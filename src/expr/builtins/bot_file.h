// Data files of type `bots`: who the well-behaved robots are, by address, range or name. pkg/exprhelpers: botfile.go.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/regex.h"
#include "expr/builtins/data_files.h"

namespace vedette::expr {

/// One bot: (user agent and path fit) and (address, range or confirmed name fits).
struct Bot {
  std::shared_ptr<const re2::RE2> user_agent;  // null: any
  std::vector<std::shared_ptr<const re2::RE2>> paths;
  std::vector<Ip> addresses;  // sorted
  std::vector<IpPrefix> ranges;
  std::vector<std::shared_ptr<const re2::RE2>> names;
};

class BotFile final : public DataFile {
 public:
  /// Adds the bot of one line, a JSON object; false, with the reason in `error`, when it is none.
  bool add(std::string_view line, std::string& error);

  /// Whether the request is a bot's by its address alone. Bots whose user agent and path fit but that only a name can confirm go to `candidates`.
  [[nodiscard]] bool matches_address(const Ip& address, std::string_view user_agent, std::string_view path,
                                     std::vector<const Bot*>& candidates) const;

 private:
  std::vector<Bot> bots_;
};

/// Whether one of the bot's regular expressions for names fits `name`, which is in lower case and has no final dot.
[[nodiscard]] bool bot_has_name(const Bot& bot, std::string_view name);

/// An address as requests have it: "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:443"; without zone, mapped ones as IPv4.
[[nodiscard]] std::optional<Ip> parse_bot_address(std::string_view text);

}  // namespace vedette::expr
