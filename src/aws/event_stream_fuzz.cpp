// Any bytes as an event stream, whole and in pieces: the same messages, and what is read is written back the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "aws/event_stream.h"

namespace {

std::vector<vedette::aws::EventMessage> read(std::string_view bytes, std::size_t step) {
  vedette::aws::EventStreamDecoder decoder;
  std::vector<vedette::aws::EventMessage> messages;
  while (!bytes.empty()) {
    decoder.add(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    while (true) {
      auto message = decoder.next();
      if (!message) {
        return messages;
      }
      if (!*message) {
        break;
      }
      messages.push_back(std::move(**message));
    }
  }
  return messages;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette::aws;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<EventMessage> whole = read(bytes, size + 1);
  const std::vector<EventMessage> pieces = read(bytes, 7);
  VEDETTE_CHECK(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    VEDETTE_CHECK(whole[i].payload == pieces[i].payload && whole[i].headers == pieces[i].headers);
  }
  // Checksums keep a fuzzer out: what it finds is sent through them once more.
  if (size <= 1000) {
    const std::vector<EventMessage> again = read(encode_event_message({{{":message-type", "event"}}, std::string(bytes)}), 5);
    VEDETTE_CHECK(again.size() == 1 && again[0].payload == bytes);
  }
  return 0;
}
