#include "aws/event_stream.h"

#include <gtest/gtest.h>

namespace vedette::aws {
namespace {

TEST(EventStream, reads_what_it_writes_in_pieces) {
  const EventMessage one{{{":message-type", "event"}, {":event-type", "SubscribeToShardEvent"}}, R"({"Records":[]})"};
  const EventMessage two{{}, ""};
  const std::string bytes = encode_event_message(one) + encode_event_message(two) + encode_event_message(one);
  for (std::size_t step = 1; step < 40; ++step) {
    EventStreamDecoder decoder;
    std::vector<EventMessage> messages;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      decoder.add(std::string_view(bytes).substr(at, step));
      for (Result<std::optional<EventMessage>> next = decoder.next(); next && *next; next = decoder.next()) {
        messages.push_back(**next);
      }
    }
    ASSERT_EQ(messages.size(), 3U) << step;
    EXPECT_EQ(messages[0].header(":event-type"), "SubscribeToShardEvent");
    EXPECT_EQ(messages[2].payload, one.payload);
    EXPECT_EQ(decoder.pending(), 0U);
  }
}

// The example of the format's definition (empty_message and one with a 32-bit header), checksums included.
TEST(EventStream, agrees_with_published_messages) {
  EXPECT_EQ(encode_event_message({}), std::string("\x00\x00\x00\x10\x00\x00\x00\x00\x05\xc2\x48\xeb\x7d\x98\xc8\xff", 16));
  EventStreamDecoder decoder;
  decoder.add(
      std::string("\x00\x00\x00\x2d\x00\x00\x00\x10\x41\xc4\x24\xb8\x0a"
                  "event-type\x04\x00\x00\xa0\x0c"
                  "{'foo':'bar'}\x36\xf4\x80\xa0",
                  45));
  const Result<std::optional<EventMessage>> message = decoder.next();
  ASSERT_TRUE(message && *message) << message.error().message;
  EXPECT_EQ((*message)->payload, "{'foo':'bar'}");
  EXPECT_TRUE((*message)->headers.empty()) << "a number";
}

TEST(EventStream, refuses_broken_bytes) {
  const std::string good = encode_event_message({{{"a", "b"}}, "payload"});
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    EventStreamDecoder decoder;
    decoder.add(bad);
    const Result<std::optional<EventMessage>> message = decoder.next();
    EXPECT_FALSE(message) << i;
  }
}

}  // namespace
}  // namespace vedette::aws
