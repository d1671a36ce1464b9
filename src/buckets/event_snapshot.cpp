#include "buckets/event_snapshot.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "buckets/known_fields.h"
#include "buckets/packing.h"

namespace vedette::buckets {

namespace {

enum Part : std::uint8_t { kEnriched = 1, kParsed = 2, kLine = 4, kUnmarshaled = 8, kEnrichedPlaces = 16 };

void pack_places(const model::FieldMap& enriched, Packer& packer) {
  for (model::FieldId id : known_fields().places()) {
    packer.text(enriched.get(id));
  }
}

void unpack_places(Unpacker& unpacker, model::FieldMap& enriched, Arena& arena) {
  for (model::FieldId id : known_fields().places()) {
    std::string_view value = unpacker.text();
    if (value.data() != nullptr) {
      enriched.set(id, value, arena);
    }
  }
}

bool has_places(const model::FieldMap& enriched) {
  for (model::FieldId id : known_fields().places()) {
    if (enriched.get(id).data() != nullptr) {
      return true;
    }
  }
  return false;
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

void pack_snapshot(const model::Event& event, const CaptureNeeds& needs, Bytes& out, Arena& scratch) {
  Packer packer(out);
  std::uint8_t parts = 0;
  if (needs.enriched) {
    parts |= kEnriched;
  } else if (needs.enriched_places && has_places(event.enriched)) {
    parts |= kEnrichedPlaces;
  }
  parts |= needs.parsed ? kParsed : 0;
  parts |= needs.line ? kLine : 0;
  parts |= needs.unmarshaled ? kUnmarshaled : 0;
  packer.plain(parts);
  packer.plain(event.type);
  packer.plain(event.expect_mode);
  packer.plain(event.whitelisted);
  packer.plain(event.process);
  packer.text(event.whitelist_reason);
  packer.text(event.stage);
  packer.time(event.time);
  packer.text(event.str_time);
  packer.text(event.str_time_format);
  packer.text(event.marshaled_time);
  packer.fields(event.meta);
  if ((parts & kEnriched) != 0) {
    packer.fields(event.enriched);
  }
  if ((parts & kEnrichedPlaces) != 0) {
    pack_places(event.enriched, packer);
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

std::size_t unpacked_snapshot_size(std::string_view packed) {
  // Maps grow by doubling and hold about 40 bytes an entry, which is packed in 8 bytes and its text.
  return sizeof(model::Event) + 256 + 2 * packed.size();
}

model::Event* unpack_snapshot(std::string_view packed, Arena& arena) {
  Unpacker unpacker(packed, arena);
  auto* event = arena.make<model::Event>(arena);
  auto parts = unpacker.plain<std::uint8_t>();
  event->type = unpacker.plain<model::EventType>();
  event->expect_mode = unpacker.plain<model::ExpectMode>();
  event->whitelisted = unpacker.plain<bool>();
  event->process = unpacker.plain<bool>();
  event->whitelist_reason = unpacker.text();
  event->stage = unpacker.text();
  event->time = unpacker.time();
  event->str_time = unpacker.text();
  event->str_time_format = unpacker.text();
  event->marshaled_time = unpacker.text();
  unpacker.fields(event->meta);
  if ((parts & kEnriched) != 0) {
    unpacker.fields(event->enriched);
  }
  if ((parts & kEnrichedPlaces) != 0) {
    unpack_places(unpacker, event->enriched, arena);
  }
  if ((parts & kParsed) != 0) {
    unpacker.fields(event->parsed);
  }
  if ((parts & kLine) != 0) {
    unpack_line(unpacker, event->line);
  }
  if ((parts & kUnmarshaled) != 0) {
    unpack_unmarshaled(unpacker, event->unmarshaled, arena);
  }
  VEDETTE_CHECK(unpacker.ok());
  return event;
}

}  // namespace vedette::buckets
