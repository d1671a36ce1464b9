#include "buckets/packing.h"

#include <utility>
#include <vector>

#include "model/packed_fields.h"

namespace vedette::buckets {

namespace {

constexpr std::uint32_t kNullText = 0xFFFFFFFF;

/// How the payload of a value is packed.
enum class Form : std::uint8_t { kNil, kTypedNil, kInteger, kFloating, kText, kTime, kSlice, kMap };

}  // namespace

void Packer::text(std::string_view value) {
  if (value.data() == nullptr) {
    plain(kNullText);
    return;
  }
  plain(static_cast<std::uint32_t>(value.size()));
  out_.append(value);
}

void Packer::time(Time value) {
  plain(value.seconds);
  plain(value.nanoseconds);
  plain(value.zone);
}

void Packer::fields(const model::FieldMap& map) {
  model::PackedFields::pack(map, {}, out_.extend(model::PackedFields::packed_size(map)));
}

void Packer::nested_value(const expr::Value& value_in, Arena& arena, std::size_t depth) {
  using expr::Kind;
  expr::TypeId type = value_in.type_id();
  auto head = [&](Form form) {
    plain(form);
    plain(type);
  };
  if (value_in.is_nil() || depth > kMaxDepth) {
    type = expr::type_id::kNil;
    head(Form::kNil);
    return;
  }
  if (value_in.is_null()) {
    head(Form::kTypedNil);
    return;
  }
  if (type == expr::type_id::kTime) {
    head(Form::kTime);
    time(value_in.as_time());
    return;
  }
  Kind kind = value_in.kind();
  if (kind == Kind::kBool || (kind >= Kind::kInt && kind <= Kind::kUint64)) {
    head(Form::kInteger);
    plain(value_in.as_int());
  } else if (kind == Kind::kFloat32 || kind == Kind::kFloat64) {
    head(Form::kFloating);
    plain(value_in.as_float());
  } else if (kind == Kind::kString) {
    head(Form::kText);
    text(value_in.as_string());
  } else if (kind == Kind::kSlice) {
    head(Form::kSlice);
    plain(value_in.size());
    for (std::uint32_t i = 0; i < value_in.size(); ++i) {
      nested_value(value_in.slice_data()[i], arena, depth + 1);
    }
  } else if (kind == Kind::kMap) {
    head(Form::kMap);
    std::vector<std::pair<expr::Value, expr::Value>> entries;
    value_in.as_map()->entries(arena, entries);
    plain(static_cast<std::uint32_t>(entries.size()));
    for (const auto& [key, item] : entries) {
      nested_value(key, arena, depth + 1);
      nested_value(item, arena, depth + 1);
    }
  } else {
    plain(Form::kNil);
    plain(expr::type_id::kNil);
  }
}

std::string_view Unpacker::text() {
  auto size = plain<std::uint32_t>();
  if (!ok_ || size == kNullText) {
    return {};
  }
  if (bytes_.size() - at_ < size) {
    ok_ = false;
    at_ = bytes_.size();
    return {};
  }
  std::string_view value = bytes_.substr(at_, size);
  at_ += size;
  return value;
}

Time Unpacker::time() {
  Time value;
  value.seconds = plain<std::int64_t>();
  value.nanoseconds = plain<std::int32_t>();
  value.zone = plain<const Zone*>();
  return value;
}

void Unpacker::fields(model::FieldMap& map) {
  const std::string_view rest = bytes_.substr(at_);
  if (!model::PackedFields::whole(rest)) {
    ok_ = false;
    at_ = bytes_.size();
    return;
  }
  const model::PackedFields packed(rest.data());
  packed.unpack(map, arena_);
  at_ += packed.packed_size();
}

expr::Value Unpacker::value() {
  using expr::Value;
  auto form = plain<Form>();
  auto type = plain<expr::TypeId>();
  switch (form) {
    case Form::kNil:
      return Value();
    case Form::kTypedNil:
      return Value::typed_nil(type);
    case Form::kInteger: {
      auto integer = plain<std::int64_t>();
      return type == expr::type_id::kBool ? Value::boolean(integer != 0) : Value::integer(integer, type);
    }
    case Form::kFloating:
      return Value::floating(plain<double>(), type);
    case Form::kText:
      return Value::string(text());
    case Form::kTime:
      return Value::time(arena_.make<Time>(time()));
    case Form::kSlice: {
      auto count = plain<std::uint32_t>();
      if (count > bytes_.size() - at_) {  // each element takes bytes: a bound before memory is taken
        ok_ = false;
        return Value();
      }
      Value* items = arena_.make_array<Value>(count);
      for (std::uint32_t i = 0; i < count && ok_; ++i) {
        items[i] = value();
      }
      return Value::slice(items, count, type);
    }
    case Form::kMap: {
      auto count = plain<std::uint32_t>();
      if (count > bytes_.size() - at_) {
        ok_ = false;
        return Value();
      }
      auto* entries = arena_.make_array<std::pair<Value, Value>>(count);
      for (std::uint32_t i = 0; i < count && ok_; ++i) {
        entries[i].first = value();
        entries[i].second = value();
      }
      return Value::map(arena_.make<expr::ArenaMap>(entries, std::size_t{count}), type);
    }
  }
  ok_ = false;
  return Value();
}

}  // namespace vedette::buckets
