#include "expr/builtins/json_decode.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "expr/builtins/services.h"
#include "expr/json_value.h"

namespace vedette::expr {
namespace {

Value copy_of(JsonView view, Arena& arena);

Value copy_of_object(JsonView view, Arena& arena) {
  std::vector<std::pair<std::string_view, JsonView>> members;
  for (JsonView::Iterator it = view.elements(); it.next();) {
    members.emplace_back(it.key(), it.value());
  }
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  using Entry = std::pair<Value, Value>;
  auto* entries = static_cast<Entry*>(arena.allocate(members.size() * sizeof(Entry) + 1, alignof(Entry)));
  std::size_t count = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i + 1 < members.size() && members[i].first == members[i + 1].first) {
      continue;  // the last of equal keys stays
    }
    new (&entries[count++]) Entry(Value::string(arena.copy(members[i].first)), copy_of(members[i].second, arena));
  }
  return Value::map(arena.make<ArenaMap>(entries, count));
}

Value copy_of(JsonView view, Arena& arena) {
  switch (view.kind()) {
    case JsonKind::kNull:
      return {};
    case JsonKind::kBool:
      return Value::boolean(view.as_bool());
    case JsonKind::kNumber:
      return Value::floating(view.as_number());
    case JsonKind::kString:
      return Value::string(arena.copy(view.as_string()));
    case JsonKind::kArray: {
      if (view.size() == 0) {
        return Value::slice(nullptr, 0);
      }
      auto* elements = arena.make_array<Value>(view.size());
      std::size_t count = 0;
      for (JsonView::Iterator it = view.elements(); it.next();) {
        elements[count++] = copy_of(it.value(), arena);
      }
      return Value::slice(elements, count);
    }
    case JsonKind::kObject:
      return copy_of_object(view, arena);
  }
  return {};
}

}  // namespace

Result<Value> decode_json(CallContext& context, std::string_view text) {
  auto* services = static_cast<const Services*>(context.services);
  if (services != nullptr && services->json != nullptr) {
    Result<JsonView> view = services->json->parse(text);
    if (!view) {
      return tl::unexpected<Error>(view.error());
    }
    return value_of(*view, context.arena);
  }
  thread_local JsonReader reader;
  Result<JsonView> view = reader.parse(text);
  if (!view) {
    reader.reset();
    return tl::unexpected<Error>(view.error());
  }
  Value value = copy_of(*view, context.arena);
  reader.reset();
  return value;
}

}  // namespace vedette::expr
