#include "engine/absences.h"

#include <string_view>

#include "base/readable.h"

namespace vedette::engine {
namespace {

constexpr std::string_view kNetwork = "the network is asked with --network only";

struct Wording {
  expr::Absence what;
  std::string_view one;
  std::string_view more;
  std::string_view why;
};
constexpr Wording kWordings[] = {
    {expr::Absence::kCityDatabase, "look-up of a place", "look-ups of places", "no data folder has GeoLite2-City.mmdb (--data names one)"},
    {expr::Absence::kAsnDatabase, "look-up of a network", "look-ups of networks", "no data folder has GeoLite2-ASN.mmdb (--data names one)"},
    {expr::Absence::kReverseDns, "name of an address", "names of addresses", kNetwork},
    {expr::Absence::kHostLookup, "address of a host", "addresses of hosts", kNetwork},
    {expr::Absence::kHttp, "HTTP request", "HTTP requests", kNetwork},
    {expr::Absence::kThreatIntelligence, "question to the threat intelligence", "questions to the threat intelligence",
     "it needs --network and a key that it takes (api.cti.key of config.yaml)"},
    {expr::Absence::kDecisions, "count of decisions", "counts of decisions", "0, for there are no decisions in a replay"},
};

}  // namespace

std::vector<std::string> describe_absences(const expr::AbsenceCounts& absent) {
  std::vector<std::string> lines;
  for (const Wording& wording : kWordings) {
    if (const std::uint64_t count = absent[static_cast<std::size_t>(wording.what)]; count != 0) {
      lines.push_back(count_of(count, wording.one, wording.more) + ": " + std::string(wording.why));
    }
  }
  return lines;
}

}  // namespace vedette::engine
