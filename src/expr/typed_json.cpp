// The JSON that `vedette expr` prints: JSON's own kinds, and one-key objects for what JSON has no kind for.
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "expr/fault.h"
#include "expr/runtime.h"
#include "expr/value.h"

namespace vedette::expr {

namespace {

class Writer {
 public:
  explicit Writer(Arena& arena) : arena_(arena) {}

  std::string take() { return out_.size() > kMaxTypedJsonBytes ? std::string() : std::move(out_); }

  void write(const Value& value, int depth) {
    if (out_.size() > kMaxTypedJsonBytes) {
      return;  // lists that share their parts can be larger than any memory once written out
    }
    if (depth > kMaxDepth) {
      out_ += "null";
      return;
    }
    switch (value.kind()) {
      case Kind::kNil:
      case Kind::kAny:
        out_ += "null";
        return;
      case Kind::kBool:
        out_ += value.as_bool() ? "true" : "false";
        return;
      case Kind::kString:
        write_string(value.as_string());
        return;
      case Kind::kFloat32:
      case Kind::kFloat64:
        write_float(value.as_float());
        return;
      case Kind::kSlice:
        write_slice(value, depth);
        return;
      case Kind::kMap:
        write_map(value, depth);
        return;
      case Kind::kStruct:
        write_struct(value, depth);
        return;
      case Kind::kPointer:
        write(dereference(value), depth + 1);
        return;
      case Kind::kFunction:
      case Kind::kError:
        write_string(type_name(value));
        return;
      default:
        write_integer(value);
        return;
    }
  }

 private:
  static constexpr int kMaxDepth = 10'000;

  void write_integer(const Value& value) {
    switch (value.type_id()) {
      case type_id::kDuration:
        write_tagged("$duration", format_duration(value.as_int()));
        return;
      case type_id::kWeekday: {
        static constexpr std::string_view kDays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
        write_name(value.as_int(), 0, kDays, std::size(kDays));
        return;
      }
      case type_id::kMonth: {
        static constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                                       "July",    "August",   "September", "October", "November", "December"};
        write_name(value.as_int(), 1, kMonths, std::size(kMonths));
        return;
      }
      default:
        out_ += format_plain(value);
        return;
    }
  }

  void write_name(std::int64_t number, std::int64_t first, const std::string_view* names, std::size_t count) {
    const std::int64_t at = number - first;
    write_string(at >= 0 && at < static_cast<std::int64_t>(count) ? names[at] : std::to_string(number));
  }

  void write_tagged(std::string_view tag, std::string_view text) {
    out_ += '{';
    write_string(tag);
    out_ += ':';
    write_string(text);
    out_ += '}';
  }

  void write_float(double number) {
    if (!std::isfinite(number)) {
      std::string text;
      append_float(text, number);
      write_tagged("$float", text);
      return;
    }
    const std::size_t start = out_.size();
    append_float(out_, number);
    if (out_.find_first_of(".e", start) == std::string::npos) {
      out_ += ".0";
    }
  }

  void write_slice(const Value& value, int depth) {
    out_ += '[';
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      if (i != 0) {
        out_ += ',';
      }
      write(value.slice_data()[i], depth + 1);
    }
    out_ += ']';
  }

  void write_map(const Value& value, int depth) {
    std::vector<std::pair<Value, Value>> entries;
    if (value.as_map() != nullptr) {
      value.as_map()->entries(arena_, entries);
    }
    std::vector<std::pair<std::string, Value>> named;
    named.reserve(entries.size());
    for (const auto& [key, entry] : entries) {
      named.emplace_back(format_plain(key), entry);
    }
    write_entries(named, depth);
  }

  void write_struct(const Value& value, int depth) {
    if (value.type_id() == type_id::kTime) {
      write_tagged("$time", format_rfc3339(value.as_time()));
      return;
    }
    std::vector<std::pair<std::string, Value>> named;
    for (const Field& field : value.type()->fields) {
      named.emplace_back(field.name, read_field(field, value.as_object(), arena_));
    }
    write_entries(named, depth);
  }

  void write_entries(std::vector<std::pair<std::string, Value>>& entries, int depth) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out_ += '{';
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i != 0) {
        out_ += ',';
      }
      write_string(entries[i].first);
      out_ += ':';
      write(entries[i].second, depth + 1);
    }
    out_ += '}';
  }

  void write_string(std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    out_ += '"';
    while (!text.empty()) {
      const auto c = static_cast<unsigned char>(text.front());
      if (c >= 0x80) {
        const Rune rune = decode_rune(text);
        append_rune(out_, rune.code);
        text.remove_prefix(rune.width);
        continue;
      }
      text.remove_prefix(1);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += static_cast<char>(c);
      } else if (c >= 0x20) {
        out_ += static_cast<char>(c);
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (c == '\r') {
        out_ += "\\r";
      } else if (c == '\t') {
        out_ += "\\t";
      } else {
        out_ += "\\u00";
        out_ += kHex[c >> 4];
        out_ += kHex[c & 15];
      }
    }
    out_ += '"';
  }

  Arena& arena_;
  std::string out_;
};

}  // namespace

std::string to_typed_json(const Value& value, Arena& arena) {
  Writer writer(arena);
  writer.write(value, 0);
  return writer.take();
}

}  // namespace vedette::expr
