// Templates against recorded results of the reference: the output, or the kind of error.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/json.h"
#include "gotemplate/data.h"
#include "gotemplate/template.h"
#include "model/read_alert.h"

namespace vedette::gotemplate {
namespace {

const std::filesystem::path kData = std::filesystem::path(VEDETTE_SHARED_DATA) / "template";

struct Case {
  std::string group;
  std::string source;
  std::string output;
  std::string error;
};

std::string text_of(JsonView object, std::string_view key) {
  JsonView found;
  return object.find(key, found) ? std::string(found.as_string()) : std::string();
}

/// "output ..", or "error parse" and "error run" with the message.
std::string render(JsonView line, std::string& message) {
  Heap heap;
  std::vector<model::Alert> alerts;
  Value dot;
  JsonView data;
  if (line.find("alerts", data)) {
    auto read = model::read_alerts(data, nullptr);
    if (!read) {
      return "unread: " + read.error().message;
    }
    alerts = std::move(*read);
    dot = value_of_alerts(heap, alerts);
  } else if (line.find("data", data)) {
    dot = value_of_json(heap, data, Numbers::kIntegers);
  }
  auto parsed = Template::parse("t", text_of(line, "template"));
  if (!parsed) {
    message = parsed.error().message();
    return "error parse";
  }
  auto output = parsed->render(dot, heap, wall_clock_now());
  if (!output) {
    message = output.error().message();
    return "error run";
  }
  return "output " + *output;
}

TEST(Templates, AgreeWithRecordedResults) {
  std::ifstream file(kData / "cases.jsonl");
  if (!file) {
    GTEST_SKIP() << "no recorded results in " << kData;
  }
  JsonReader reader;
  std::size_t cases = 0;
  std::size_t agree = 0;
  std::size_t shown = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    reader.reset();
    auto view = reader.parse(line);
    ASSERT_TRUE(view.has_value()) << line;
    JsonView output;
    const std::string expected = view->find("output", output) ? "output " + std::string(output.as_string()) : "error " + text_of(*view, "error");
    std::string message;
    const std::string got = render(*view, message);
    if (got == expected) {
      ++agree;
    } else if (++shown <= 20) {
      ADD_FAILURE() << text_of(*view, "group") << ": " << text_of(*view, "template") << "\n  expected: " << expected << "\n  got:      " << got << " "
                    << message;
    }
  }
  std::cout << agree << " of " << cases << " templates agree\n";
  EXPECT_EQ(agree, cases);
}

}  // namespace
}  // namespace vedette::gotemplate
