#include "net/resolver.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

namespace vedette::net {
namespace {

constexpr std::size_t kMostRecords = 64;

/// The resolver's state of one call; res_ninit reads resolv.conf.
class State {
 public:
  explicit State(const std::optional<SystemResolver::NameServer>& server) {
    std::memset(&state_, 0, sizeof state_);
    ready_ = res_ninit(&state_) == 0;
    if (!ready_) {
      return;
    }
    state_.retrans = 1;
    state_.retry = 2;
    if (server) {
      state_.nscount = 1;
      state_.nsaddr_list[0].sin_family = AF_INET;
      state_.nsaddr_list[0].sin_port = htons(server->port);
      state_.nsaddr_list[0].sin_addr.s_addr = htonl(server->address);
    }
    state_.nscount = std::min(state_.nscount, 2);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (ready_) {
      res_nclose(&state_);
    }
  }

  /// Calls `visit` with each record of that type in the answer.
  template <class Visit>
  void ask(const std::string& name, ns_type type, bool search, Visit&& visit) {
    if (!ready_) {
      return;
    }
    std::array<unsigned char, 16 * 1024> answer{};
    const int length = search ? res_nsearch(&state_, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()))
                              : res_nquery(&state_, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
    ns_msg message;
    if (length <= 0 || ns_initparse(answer.data(), std::min(length, static_cast<int>(answer.size())), &message) != 0) {
      return;
    }
    const std::size_t count = std::min<std::size_t>(ns_msg_count(message, ns_s_an), kMostRecords);
    for (std::size_t i = 0; i < count; ++i) {
      ns_rr record;
      if (ns_parserr(&message, ns_s_an, static_cast<int>(i), &record) == 0 && ns_rr_type(record) == type) {
        visit(message, record);
      }
    }
  }

 private:
  struct __res_state state_;
  bool ready_ = false;
};

// net/hosts.go: absDomainName
std::string absolute(std::string name) {
  if (name.find('.') != std::string::npos && !name.ends_with('.')) {
    name += '.';
  }
  return name;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Calls `visit` with the address and the names of each line of the hosts file.
template <class Visit>
void for_each_host(Visit&& visit) {
  std::ifstream file("/etc/hosts");
  std::size_t lines = 0;
  constexpr std::size_t kMostLines = 100'000;
  for (std::string line; lines < kMostLines && std::getline(file, line); ++lines) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string address;
    words >> address;
    if (std::optional<Ip> ip = Ip::parse(address)) {
      for (std::string name; words >> name;) {
        visit(*ip, name);
      }
    }
  }
}

}  // namespace

std::string reverse_name(const Ip& address) {
  std::string out;
  const auto& bytes = address.bytes();
  if (address.is_v4()) {
    for (std::size_t i = 16; i-- > 12;) {
      out += std::to_string(bytes[i]) + ".";
    }
    return out + "in-addr.arpa";
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 16; i-- > 0;) {
    out += kDigits[bytes[i] & 15];
    out += '.';
    out += kDigits[bytes[i] >> 4];
    out += '.';
  }
  return out + "ip6.arpa";
}

std::vector<std::string> SystemResolver::names_of(const Ip& address) {
  std::vector<std::string> names;
  if (!server_) {
    for_each_host([&](const Ip& ip, const std::string& name) {
      if (ip == address.without_zone()) {
        names.push_back(absolute(name));
      }
    });
    if (!names.empty()) {
      return names;
    }
  }
  State state(server_);
  state.ask(reverse_name(address), ns_t_ptr, false, [&](const ns_msg& message, const ns_rr& record) {
    char name[NS_MAXDNAME];
    if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record), name, sizeof name) >= 0 && name[0] != '\0') {
      names.emplace_back(name);
      if (!names.back().ends_with('.')) {
        names.back() += '.';
      }
    }
  });
  return names;
}

std::vector<Ip> SystemResolver::addresses_of(const std::string& host) {
  std::vector<Ip> addresses;
  if (host.empty() || host.size() > 253 || host.find('\0') != std::string::npos) {
    return addresses;
  }
  if (std::optional<Ip> ip = Ip::parse(host)) {
    return {*ip};
  }
  if (!server_) {
    const std::string wanted = lower(absolute(host));
    for_each_host([&](const Ip& ip, const std::string& name) {
      if (lower(absolute(name)) == wanted && ip.zone().empty()) {
        addresses.push_back(ip);
      }
    });
    if (!addresses.empty()) {
      return addresses;
    }
  }
  State state(server_);
  state.ask(host, ns_t_a, true, [&](const ns_msg&, const ns_rr& record) {
    if (ns_rr_rdlen(record) == 4) {
      const unsigned char* data = ns_rr_rdata(record);
      addresses.push_back(Ip::from_v4(std::uint32_t{data[0]} << 24 | std::uint32_t{data[1]} << 16 | std::uint32_t{data[2]} << 8 | data[3]));
    }
  });
  state.ask(host, ns_t_aaaa, true, [&](const ns_msg&, const ns_rr& record) {
    if (ns_rr_rdlen(record) == 16) {
      std::array<std::uint8_t, 16> bytes;
      std::memcpy(bytes.data(), ns_rr_rdata(record), 16);
      addresses.push_back(Ip::from_v6(bytes));
    }
  });
  return addresses;
}

}  // namespace vedette::net
