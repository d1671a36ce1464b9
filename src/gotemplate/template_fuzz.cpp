// Any text as a template, over an alert and over data: it parses or not, renders or not, within its bounds.
#include <cstdint>
#include <string_view>

#include "gotemplate/data.h"
#include "gotemplate/template.h"
#include "model/read_alert.h"

namespace {

constexpr std::string_view kAlerts =
    R"([{"capacity":5,"events":[{"timestamp":"2024-03-10T11:12:00Z","meta":[{"key":"region","value":"eu-west-3"},{"key":"user","value":"h\u00e9l\u00e8ne"}]}],)"
    R"("events_count":2,"labels":["a","b"],"message":"m","scenario":"s","simulated":false,"source":{"scope":"Ip","value":"1.2.3.4"},"start_at":"x"}])";
constexpr std::string_view kData = R"({"s":"hello","n":42,"f":3.5,"nil":null,"l":[1,2,3],"m":{"b":2,"a":{"c":[null,"x"]}}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette;
  static const std::vector<model::Alert> alerts = *model::read_alerts(kAlerts);
  auto parsed = gotemplate::Template::parse("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  if (!parsed) {
    (void)parsed.error().message();
    return 0;
  }
  gotemplate::RenderLimits limits;
  limits.steps = 200'000;
  limits.memory_bytes = 4 << 20;
  limits.output_bytes = 1 << 20;
  for (const bool over_alerts : {true, false}) {
    gotemplate::Heap heap;
    const expr::Value dot = over_alerts ? gotemplate::value_of_alerts(heap, alerts) : *gotemplate::read_data(heap, kData);
    auto output = parsed->render(dot, heap, from_unix(1'700'000'000, 0), limits);
    if (!output) {
      (void)output.error().message();
    }
  }
  return 0;
}
