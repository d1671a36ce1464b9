// What may be asked of the network. Only there when the user allows it; every answer is bounded in size and time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "base/arena.h"
#include "base/error.h"
#include "base/ip.h"
#include "expr/type.h"

namespace vedette::expr {

using TextPairs = std::span<const std::pair<std::string_view, std::string_view>>;

struct HttpCall {
  std::string_view method;
  std::string_view url;
  TextPairs headers;
  std::string_view body;
};

struct HttpAnswer {
  int status = 0;
  std::string_view body;
  TextPairs headers;  // as they came; names in Go's canonical spelling, one pair a line
};

/// Thread safe; calls block. What it gives lies in the arena of the call.
class Network {
 public:
  /// The names of an address as its PTR records have them, final dots included; empty when it has none or nobody answers.
  [[nodiscard]] virtual std::span<const std::string_view> names_of(const Ip& address, Arena& arena) = 0;
  /// Says that `names_of` will be asked for this address soon: does not block.
  virtual void expect_names_of(const Ip& /*address*/) {}
  /// Those names, in lower case and without final dots, that lead back to the address.
  [[nodiscard]] virtual std::span<const std::string_view> confirmed_names_of(const Ip& address, Arena& arena) = 0;
  /// The addresses of a host, as text; empty when it has none or nobody answers.
  [[nodiscard]] virtual std::span<const std::string_view> addresses_of(std::string_view host, Arena& arena) = 0;
  /// An answer of any status; an error when there is none.
  [[nodiscard]] virtual Result<HttpAnswer> call(const HttpCall& call, Arena& arena) = 0;
  /// What the threat intelligence service has on an address: JSON, `{}` when it does not know it. An error says why there is no answer: no key
  /// (kDenied), the quota is used up (kThrottled), ...
  [[nodiscard]] virtual Result<std::string_view> threat_intelligence(std::string_view address, Arena& arena) = 0;

 protected:
  ~Network() = default;
};

/// *exprhelpers.HTTPResponse and *cticlient.SmokeItem
[[nodiscard]] const Type* http_response_type();
[[nodiscard]] const Type* smoke_item_type();

}  // namespace vedette::expr
