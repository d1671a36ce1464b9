#include "buckets/event_snapshot.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.h"
#include "buckets/known_fields.h"
#include "buckets/packing.h"

namespace vedette::buckets {

namespace {

enum Part : std::uint8_t { kEnriched = 1, kParsed = 2, kLine = 4, kUnmarshaled = 8, kEnrichedPlaces = 16 };

/// The texts of an event that stand behind the head, in this order.
enum Text : std::uint8_t { kWhitelistReason, kStage, kStrTime, kStrTimeFormat, kMarshaledTime, kTexts };

constexpr std::uint32_t kNullText = 0xFFFFFFFF;

/// What a snapshot begins with; then come the texts, the Meta, the places or all of Enriched, and the other parts.
struct Head {
  Time time;
  std::array<std::uint32_t, kTexts> sizes;  // kNullText: null and empty are told apart
  std::uint8_t parts;
  model::EventType type;
  model::ExpectMode expect_mode;
  bool whitelisted;
  bool process;

  [[nodiscard]] std::size_t offset_of(std::size_t text) const {
    std::size_t offset = sizeof(Head);
    for (std::size_t i = 0; i < text; ++i) {
      offset += sizes[i] == kNullText ? 0 : sizes[i];
    }
    return offset;
  }
};

Head head_of(std::string_view packed) {
  Head head;
  VEDETTE_CHECK(packed.size() >= sizeof head);
  std::memcpy(&head, packed.data(), sizeof head);
  return head;
}

std::string_view text_of(const Head& head, std::string_view packed, Text text) {
  return head.sizes[text] == kNullText ? std::string_view() : packed.substr(head.offset_of(text), head.sizes[text]);
}

/// Its Meta and what follows it.
struct Rest {
  model::PackedFields meta;
  std::string_view parts;
};

Rest rest_of(const Head& head, std::string_view packed) {
  const std::string_view rest = packed.substr(head.offset_of(kTexts));
  const model::PackedFields meta(rest.data());
  return {meta, rest.substr(meta.packed_size())};
}

bool any(const Places& places) {
  return std::any_of(places.begin(), places.end(), [](std::string_view place) { return place.data() != nullptr; });
}

void pack_line(const model::Line& line, Packer& packer) {
  packer.text(line.raw);
  packer.plain(line.raw_is_json_source);
  packer.text(line.src);
  packer.time(line.time);
  packer.fields(line.labels);
  packer.plain(line.process);
  packer.text(line.module);
}

void unpack_line(Unpacker& unpacker, model::Line& line) {
  line.raw = unpacker.text();
  line.raw_is_json_source = unpacker.plain<bool>();
  line.src = unpacker.text();
  line.time = unpacker.time();
  unpacker.fields(line.labels);
  line.process = unpacker.plain<bool>();
  line.module = unpacker.text();
}

void pack_unmarshaled(const model::UnmarshaledMap& map, Packer& packer, Arena& scratch) {
  std::vector<std::pair<expr::Value, expr::Value>> entries;
  map.entries(scratch, entries);
  packer.plain(static_cast<std::uint32_t>(entries.size()));
  for (const auto& [key, value] : entries) {
    packer.text(key.as_string());
    packer.value(value, scratch);
  }
}

void unpack_unmarshaled(Unpacker& unpacker, model::UnmarshaledMap& map, Arena& arena) {
  auto count = unpacker.plain<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && unpacker.ok(); ++i) {
    std::string_view key = unpacker.text();
    map.set(key, unpacker.value(), arena);
  }
}

}  // namespace

Places places_of(const model::FieldMap& enriched) {
  Places places;
  std::size_t i = 0;
  for (model::FieldId id : known_fields().places()) {
    places[i++] = enriched.get(id);
  }
  return places;
}

void pack_snapshot(const model::Event& event, const CaptureNeeds& needs, model::FieldOrder& order, Bytes& out, Arena& scratch) {
  Places places;
  std::uint8_t parts = 0;
  if (needs.enriched) {
    parts |= kEnriched;
  } else if (needs.enriched_places && event.enriched.size() != 0) {
    places = places_of(event.enriched);
    parts |= any(places) ? kEnrichedPlaces : 0;
  }
  parts |= needs.parsed ? kParsed : 0;
  parts |= needs.line ? kLine : 0;
  parts |= needs.unmarshaled ? kUnmarshaled : 0;

  const std::array<std::string_view, kTexts> texts = {event.whitelist_reason, event.stage, event.str_time, event.str_time_format,
                                                      event.marshaled_time};
  Head head{event.time, {}, parts, event.type, event.expect_mode, event.whitelisted, event.process};
  for (std::size_t i = 0; i < kTexts; ++i) {
    head.sizes[i] = texts[i].data() == nullptr ? kNullText : static_cast<std::uint32_t>(texts[i].size());
  }
  // In one piece: every event that is poured comes through here.
  const std::size_t size = head.offset_of(kTexts) + model::PackedFields::packed_size(event.meta);
  char* const start = out.extend(size);
  char* at = start;
  std::memcpy(at, &head, sizeof head);
  at += sizeof head;
  for (std::string_view text : texts) {
    if (!text.empty()) {
      std::memcpy(at, text.data(), text.size());
      at += text.size();
    }
  }
  at = model::PackedFields::pack(event.meta, order.of(event.meta), at);
  VEDETTE_CHECK(at == start + size);

  Packer packer(out);
  if ((parts & kEnrichedPlaces) != 0) {
    for (std::string_view place : places) {
      packer.text(place);
    }
  }
  if ((parts & kEnriched) != 0) {
    packer.fields(event.enriched);
  }
  if ((parts & kParsed) != 0) {
    packer.fields(event.parsed);
  }
  if ((parts & kLine) != 0) {
    pack_line(event.line, packer);
  }
  if ((parts & kUnmarshaled) != 0) {
    pack_unmarshaled(event.unmarshaled, packer, scratch);
  }
}

model::EventType SnapshotView::type() const {
  return head_of(packed_).type;
}

Time SnapshotView::time() const {
  return head_of(packed_).time;
}

std::string_view SnapshotView::marshaled_time() const {
  return text_of(head_of(packed_), packed_, kMarshaledTime);
}

model::PackedFields SnapshotView::meta() const {
  return rest_of(head_of(packed_), packed_).meta;
}

Places SnapshotView::places() const {
  const Head head = head_of(packed_);
  Places places;
  if ((head.parts & (kEnrichedPlaces | kEnriched)) == 0) {
    return places;
  }
  Arena arena;
  Unpacker unpacker(rest_of(head, packed_).parts, arena);
  if ((head.parts & kEnrichedPlaces) != 0) {
    for (std::string_view& place : places) {
      place = unpacker.text();
    }
    return places;
  }
  model::FieldMap enriched;
  unpacker.fields(enriched);
  return places_of(enriched);
}

std::size_t unpacked_snapshot_size(std::string_view packed) {
  // Maps grow by doubling and hold about 40 bytes an entry, which is packed in 16 bytes and its text.
  return sizeof(model::Event) + 256 + 2 * packed.size();
}

model::Event* unpack_snapshot(std::string_view packed, Arena& arena) {
  const Head head = head_of(packed);
  auto* event = arena.make<model::Event>(arena);
  event->type = head.type;
  event->expect_mode = head.expect_mode;
  event->whitelisted = head.whitelisted;
  event->process = head.process;
  event->whitelist_reason = text_of(head, packed, kWhitelistReason);
  event->stage = text_of(head, packed, kStage);
  event->time = head.time;
  event->str_time = text_of(head, packed, kStrTime);
  event->str_time_format = text_of(head, packed, kStrTimeFormat);
  event->marshaled_time = text_of(head, packed, kMarshaledTime);
  const Rest rest = rest_of(head, packed);
  rest.meta.unpack(event->meta, arena);
  Unpacker unpacker(rest.parts, arena);
  if ((head.parts & kEnrichedPlaces) != 0) {
    for (model::FieldId id : known_fields().places()) {
      if (std::string_view place = unpacker.text(); place.data() != nullptr) {
        event->enriched.set(id, place, arena);
      }
    }
  }
  if ((head.parts & kEnriched) != 0) {
    unpacker.fields(event->enriched);
  }
  if ((head.parts & kParsed) != 0) {
    unpacker.fields(event->parsed);
  }
  if ((head.parts & kLine) != 0) {
    unpack_line(unpacker, event->line);
  }
  if ((head.parts & kUnmarshaled) != 0) {
    unpack_unmarshaled(unpacker, event->unmarshaled, arena);
  }
  VEDETTE_CHECK(unpacker.ok());
  return event;
}

}  // namespace vedette::buckets
