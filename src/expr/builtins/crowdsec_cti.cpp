// CrowdsecCTI: what CrowdSec's threat intelligence knows of an address. pkg/cticlient: types.go; pkg/cticlient/ctiexpr: expr.go.
// Its answer is a tree of structs: each is an array of values in the order of its fields, filled from JSON by the table of its type.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/network.h"
#include "expr/builtins/services.h"
#include "expr/struct_fields.h"

namespace vedette::expr {
namespace {

/// What a field holds.
enum class Holds : std::uint8_t { kText, kInt, kTextPointer, kIntPointer, kFloatPointer, kStruct, kStructs, kStructPointers, kTexts, kCounts };

struct Table;
struct Part {
  std::string_view name;
  std::string_view json;
  Holds holds;
  const Table* table = nullptr;  // of the struct
};
struct Table {
  std::string_view name;
  std::span<const Part> parts;
};

constexpr std::array<Part, 5> kScoreParts = {{{"Aggressiveness", "aggressiveness", Holds::kInt},
                                              {"Threat", "threat", Holds::kInt},
                                              {"Trust", "trust", Holds::kInt},
                                              {"Anomaly", "anomaly", Holds::kInt},
                                              {"Total", "total", Holds::kInt}}};
constexpr Table kScore = {"cticlient.CTIScore", kScoreParts};
constexpr std::array<Part, 4> kScoresParts = {{{"Overall", "overall", Holds::kStruct, &kScore},
                                               {"LastDay", "last_day", Holds::kStruct, &kScore},
                                               {"LastWeek", "last_week", Holds::kStruct, &kScore},
                                               {"LastMonth", "last_month", Holds::kStruct, &kScore}}};
constexpr Table kScores = {"cticlient.CTIScores", kScoresParts};
constexpr std::array<Part, 4> kAttackParts = {{{"Name", "name", Holds::kText},
                                               {"Label", "label", Holds::kText},
                                               {"Description", "description", Holds::kText},
                                               {"References", "references", Holds::kTexts}}};
constexpr Table kAttack = {"cticlient.CTIAttackDetails", kAttackParts};
constexpr std::array<Part, 3> kLabelParts = {
    {{"Name", "name", Holds::kText}, {"Label", "label", Holds::kText}, {"Description", "description", Holds::kText}}};
constexpr Table kClassification = {"cticlient.CTIClassification", kLabelParts};
constexpr Table kBehavior = {"cticlient.CTIBehavior", kLabelParts};
constexpr Table kReference = {"cticlient.CTIReferences", kLabelParts};
constexpr std::array<Part, 2> kClassificationsParts = {{{"FalsePositives", "false_positives", Holds::kStructs, &kClassification},
                                                        {"Classifications", "classifications", Holds::kStructs, &kClassification}}};
constexpr Table kClassifications = {"cticlient.CTIClassifications", kClassificationsParts};
constexpr std::array<Part, 4> kHistoryParts = {{{"FirstSeen", "first_seen", Holds::kTextPointer},
                                                {"LastSeen", "last_seen", Holds::kTextPointer},
                                                {"FullAge", "full_age", Holds::kInt},
                                                {"DaysAge", "days_age", Holds::kInt}}};
constexpr Table kHistory = {"cticlient.CTIHistory", kHistoryParts};
constexpr std::array<Part, 4> kLocationParts = {{{"Country", "country", Holds::kTextPointer},
                                                 {"City", "city", Holds::kTextPointer},
                                                 {"Latitude", "latitude", Holds::kFloatPointer},
                                                 {"Longitude", "longitude", Holds::kFloatPointer}}};
constexpr Table kLocation = {"cticlient.CTILocationInfo", kLocationParts};

// The places of the fields that methods read.
enum SmokeField : std::size_t { kBehaviorsAt = 10, kClassificationsAt = 12, kAttacksAt = 13, kNoiseAt = 15, kScoresAt = 16 };
constexpr std::array<Part, 19> kSmokeParts = {{{"IpRangeScore", "ip_range_score", Holds::kInt},
                                               {"Ip", "ip", Holds::kText},
                                               {"Reputation", "reputation", Holds::kText},
                                               {"BackgroundNoise", "background_noise", Holds::kText},
                                               {"Confidence", "confidence", Holds::kText},
                                               {"IpRange", "ip_range", Holds::kTextPointer},
                                               {"AsName", "as_name", Holds::kTextPointer},
                                               {"AsNum", "as_num", Holds::kIntPointer},
                                               {"Location", "location", Holds::kStruct, &kLocation},
                                               {"ReverseDNS", "reverse_dns", Holds::kTextPointer},
                                               {"Behaviors", "behaviors", Holds::kStructPointers, &kBehavior},
                                               {"History", "history", Holds::kStruct, &kHistory},
                                               {"Classifications", "classifications", Holds::kStruct, &kClassifications},
                                               {"AttackDetails", "attack_details", Holds::kStructPointers, &kAttack},
                                               {"TargetCountries", "target_countries", Holds::kCounts},
                                               {"BackgroundNoiseScore", "background_noise_score", Holds::kIntPointer},
                                               {"Scores", "scores", Holds::kStruct, &kScores},
                                               {"References", "references", Holds::kStructs, &kReference},
                                               {"CVEs", "cves", Holds::kTexts}}};
constexpr Table kSmoke = {"cticlient.SmokeItem", kSmokeParts};

const Type* struct_type(const Table& table);

const Type* count_map() {
  static const Type* const kType = map_of(T(type_id::kString), T(type_id::kInt));
  return kType;
}

const Type* type_of_part(const Part& part) {
  switch (part.holds) {
    case Holds::kText:
      return T(type_id::kString);
    case Holds::kInt:
      return T(type_id::kInt);
    case Holds::kTextPointer:
      return pointer_to(T(type_id::kString));
    case Holds::kIntPointer:
      return pointer_to(T(type_id::kInt));
    case Holds::kFloatPointer:
      return pointer_to(T(type_id::kFloat64));
    case Holds::kStruct:
      return struct_type(*part.table);
    case Holds::kStructs:
      return slice_of(struct_type(*part.table));
    case Holds::kStructPointers:
      return slice_of(pointer_to(struct_type(*part.table)));
    case Holds::kTexts:
      return T(type_id::kStringSlice);
    case Holds::kCounts:
      return count_map();
  }
  return nullptr;
}

template <std::size_t At>
Value part_at(const void* object, Arena&) {
  return static_cast<const Value*>(object)[At];
}
template <std::size_t... At>
constexpr auto getters(std::index_sequence<At...>) {
  return std::array<Value (*)(const void*, Arena&), sizeof...(At)>{part_at<At>...};
}
constexpr auto kGetters = getters(std::make_index_sequence<kSmokeParts.size()>());

const Type* struct_type(const Table& table) {
  Type* type = define_struct(std::string(table.name));
  if (type->fields.empty()) {
    type->full_name = "github.com/crowdsecurity/crowdsec/pkg/" + std::string(table.name);
    for (std::size_t i = 0; i < table.parts.size(); ++i) {
      type->fields.push_back(struct_field(std::string(table.parts[i].name), type_of_part(table.parts[i]), kGetters[i], table.parts[i].json));
    }
  }
  return type;
}

/// Fills structs from JSON as Go's decoder does: null leaves the zero value, another kind than the field's is an error.
class Decoder {
 public:
  explicit Decoder(Arena& arena) : arena_(arena) {}

  /// `json` null or absent: the zero struct.
  const Value* read(const Table& table, const JsonView* json) {
    Value* parts = arena_.make_array<Value>(table.parts.size());
    const bool there = json != nullptr && json->kind() != JsonKind::kNull;
    if (there && json->kind() != JsonKind::kObject) {
      mismatch(table.name);
    }
    for (std::size_t i = 0; i < table.parts.size(); ++i) {
      JsonView value;
      const bool has = there && json->kind() == JsonKind::kObject && json->find(table.parts[i].json, value) && value.kind() != JsonKind::kNull;
      parts[i] = read_part(table.parts[i], has ? &value : nullptr);
    }
    return parts;
  }

  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void mismatch(std::string_view name) {
    if (error_.empty()) {
      error_ = "unexpected error: json: cannot unmarshal the answer into " + std::string(name);
    }
  }

  Value text(const Part& part, const JsonView& json) {
    if (json.kind() != JsonKind::kString) {
      mismatch(part.name);
    }
    return Value::string(arena_.copy(json.as_string()));
  }
  Value whole(const Part& part, const JsonView& json) {
    const double number = json.kind() == JsonKind::kNumber ? json.as_number() : 0.5;
    if (!(number > -9e15 && number < 9e15) || number != static_cast<double>(static_cast<std::int64_t>(number))) {
      mismatch(part.name);
      return Value::integer(0);
    }
    return Value::integer(static_cast<std::int64_t>(number));
  }
  Value pointer(const Part& part, const Value& target) { return Value::object(arena_.make<Value>(target), type_of_part(part)->id); }

  Value read_part(const Part& part, const JsonView* json) {
    switch (part.holds) {
      case Holds::kText:
        return json != nullptr ? text(part, *json) : Value::string("");
      case Holds::kInt:
        return json != nullptr ? whole(part, *json) : Value::integer(0);
      case Holds::kTextPointer:
        return json != nullptr ? pointer(part, text(part, *json)) : Value::typed_nil(type_of_part(part)->id);
      case Holds::kIntPointer:
        return json != nullptr ? pointer(part, whole(part, *json)) : Value::typed_nil(type_of_part(part)->id);
      case Holds::kFloatPointer:
        if (json != nullptr && json->kind() != JsonKind::kNumber) {
          mismatch(part.name);
        }
        return json != nullptr ? pointer(part, Value::floating(json->as_number())) : Value::typed_nil(type_of_part(part)->id);
      case Holds::kStruct:
        return Value::object(read(*part.table, json), struct_type(*part.table)->id);
      case Holds::kStructs:
      case Holds::kStructPointers:
      case Holds::kTexts:
        return json != nullptr ? list(part, *json) : Value::typed_nil(type_of_part(part)->id);
      case Holds::kCounts:
        return json != nullptr ? counts(part, *json) : Value::typed_nil(count_map()->id);
    }
    return {};
  }

  Value list(const Part& part, const JsonView& json) {
    const Type* type = type_of_part(part);
    if (json.kind() != JsonKind::kArray) {
      mismatch(part.name);
      return Value::typed_nil(type->id);
    }
    std::vector<Value> values;
    for (auto it = json.elements(); it.next();) {
      const JsonView element = it.value();
      if (part.holds == Holds::kTexts) {
        values.push_back(element.kind() == JsonKind::kNull ? Value::string("") : text(part, element));
      } else {
        values.push_back(Value::object(read(*part.table, &element), type->element->id));
      }
    }
    Value* data = arena_.make_array<Value>(values.size());
    std::copy(values.begin(), values.end(), data);
    return Value::slice(data, values.size(), type->id);
  }

  Value counts(const Part& part, const JsonView& json) {
    if (json.kind() != JsonKind::kObject) {
      mismatch(part.name);
      return Value::typed_nil(count_map()->id);
    }
    std::vector<std::pair<Value, Value>> entries;
    for (auto it = json.elements(); it.next();) {
      JsonView last;
      if (json.find(it.key(), last) && last == it.value()) {  // the last of equal keys
        entries.emplace_back(Value::string(arena_.copy(it.key())), last.kind() == JsonKind::kNull ? Value::integer(0) : whole(part, last));
      }
    }
    using Entry = std::pair<Value, Value>;
    auto* data = static_cast<Entry*>(arena_.allocate(entries.size() * sizeof(Entry) + 1, alignof(Entry)));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      new (&data[i]) Entry(entries[i]);
    }
    return Value::map(arena_.make<ArenaMap>(data, entries.size()), count_map()->id);
  }

  Arena& arena_;
  std::string error_;
};

// SmokeItem's methods.

const Value* item_of(CallContext& context, std::span<const Value> values) {
  const auto* item = static_cast<const Value*>(values[0].as_object());
  if (item == nullptr) {
    (void)context.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  return item;
}

const Value* struct_parts(const Value& value) {
  return static_cast<const Value*>(value.as_object());
}

/// The names of a list of structs whose first field is their name.
Value names_of(CallContext& context, const Value& list) {
  if (list.is_null() || list.size() == 0) {
    return Value::slice(nullptr, 0, type_id::kStringSlice);
  }
  Value* names = context.arena.make_array<Value>(list.size());
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    names[i] = struct_parts(list.slice_data()[i])[0];
  }
  return Value::slice(names, list.size(), type_id::kStringSlice);
}

const Value& false_positives(const Value* item) {
  return struct_parts(item[kClassificationsAt])[0];
}
const Value& classifications(const Value* item) {
  return struct_parts(item[kClassificationsAt])[1];
}

bool is_on_blocklist(const Value* item) {
  const Value& list = classifications(item);
  for (std::uint32_t i = 0; !list.is_null() && i < list.size(); ++i) {
    if (struct_parts(list.slice_data()[i])[0].as_string() == "community-blocklist") {
      return true;
    }
  }
  return false;
}

Value attack_details(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return item != nullptr ? names_of(context, item[kAttacksAt]) : Value();
}
Value behaviors(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return item != nullptr ? names_of(context, item[kBehaviorsAt]) : Value();
}
Value false_positive_names(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return item != nullptr ? names_of(context, false_positives(item)) : Value();
}
Value classification_names(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return item != nullptr ? names_of(context, classifications(item)) : Value();
}
Value is_part_of_community_blocklist(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return Value::boolean(item != nullptr && is_on_blocklist(item));
}
Value is_false_positive(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return Value::boolean(item != nullptr && !false_positives(item).is_null() && false_positives(item).size() > 0);
}
Value background_noise_score(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  return item == nullptr || item[kNoiseAt].is_null() ? Value::integer(0) : *static_cast<const Value*>(item[kNoiseAt].as_object());
}
Value maliciousness_score(CallContext& context, std::span<const Value> values) {
  const Value* item = item_of(context, values);
  if (item == nullptr) {
    return {};
  }
  constexpr std::size_t kLastDayAt = 1;
  constexpr std::size_t kTotalAt = 4;
  const std::int64_t total = struct_parts(struct_parts(item[kScoresAt])[kLastDayAt])[kTotalAt].as_int();
  const float score = is_on_blocklist(item) ? 1.0F : total > 0 ? static_cast<float>(total) / 10.0F : 0.0F;
  return Value::floating(score, type_id::kFloat32);
}

const Type* make_smoke_item() {
  const Type* item = struct_type(kSmoke);
  const Type* texts = T(type_id::kStringSlice);
  static const std::vector<Builtin> kMethods = {
      struct_method("GetAttackDetails", {}, texts, attack_details, "The scenarios that the address triggered."),
      struct_method("GetBehaviors", {}, texts, behaviors, "What the address was seen doing."),
      struct_method("GetMaliciousnessScore", {}, T(type_id::kFloat32), maliciousness_score, "How bad the address is: 0 to 1."),
      struct_method("IsPartOfCommunityBlocklist", {}, T(type_id::kBool), is_part_of_community_blocklist,
                    "Whether the address is on the community blocklist."),
      struct_method("GetBackgroundNoiseScore", {}, T(type_id::kInt), background_noise_score, "How noisy the address is: 0 to 10."),
      struct_method("GetFalsePositives", {}, texts, false_positive_names, "Why reports of the address may be wrong."),
      struct_method("GetClassifications", {}, texts, classification_names, "What the address is classified as."),
      struct_method("IsFalsePositive", {}, T(type_id::kBool), is_false_positive, "Whether the address is known to be reported wrongly."),
  };
  Type* open = define_struct(std::string(kSmoke.name));
  for (const Builtin& row : kMethods) {
    open->methods.push_back(&row);
  }
  return pointer_to(item);
}

Value crowdsec_cti(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  const std::string_view address = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  auto* services = static_cast<Services*>(context.services);
  if (services == nullptr || services->network == nullptr) {
    if (services != nullptr) {
      services->count(Absence::kThreatIntelligence);
    }
    return context.fail("cti is disabled");
  }
  Result<std::string_view> answer = services->network->threat_intelligence(address, context.arena);
  if (!answer) {
    if (answer.error().kind == ErrorKind::kDenied) {
      services->count(Absence::kThreatIntelligence);
    }
    return context.fail(answer.error().message);
  }
  JsonReader reader;
  Result<JsonView> json = reader.parse(*answer);
  if (!json) {
    return context.fail("unexpected error: " + json.error().message);
  }
  Decoder decoder(context.arena);
  const Value* item = decoder.read(kSmoke, &*json);
  if (!decoder.error().empty()) {
    return context.fail(decoder.error());
  }
  return Value::object(item, smoke_item_type()->id);
}

}  // namespace

const Type* smoke_item_type() {
  static const Type* const kType = make_smoke_item();
  return kType;
}

std::span<const Builtin> threat_intelligence_helpers() {
  static const std::array kRows = {
      Builtin{.name = "CrowdsecCTI",
              .signatures = {{{T(type_id::kString)}, false, smoke_item_type()}},
              .call = crowdsec_cti,
              .effect = Effect::kBlocking,
              .description = "What CrowdSec's threat intelligence knows of an IP address; needs a key and the network."},
  };
  return kRows;
}

}  // namespace vedette::expr
