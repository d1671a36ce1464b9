// Go's fmt: the state of one Sprintf, shared by the files that print formats, values and numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "expr/builtins/arguments.h"
#include "expr/function.h"
#include "expr/value.h"

namespace vedette::expr {

inline constexpr int kMaxNesting = 10'000;
inline constexpr std::int64_t kMaxWidth = 1'000'000;  // Go: tooLarge()
inline constexpr char kLowerDigits[] = "0123456789abcdefx";
inline constexpr char kUpperDigits[] = "0123456789ABCDEFX";

// Go: fmt's pp and fmt, one call's state.
class GoPrinter {
 public:
  GoPrinter(CallContext& context, std::string& out) : context_(context), out_(out) {}

  bool format(std::string_view text, std::span<const Value> arguments);
  bool value(const Value& value) {
    print(value, 'v', 0);
    return finish();
  }

 private:
  struct Flags {
    bool plus = false, minus = false, sharp = false, space = false, zero = false;
    bool plus_v = false, sharp_v = false;
    bool has_width = false, has_precision = false;
    std::int64_t width = 0, precision = 0;
  };

  bool finish() { return !context_.failed(); }
  /// False when the call has failed: stop printing.
  bool room() {
    if (out_.size() > kMaxResultBytes) {
      (void)context_.fail("memory budget exceeded");
    }
    return !context_.failed();
  }

  void write_padding(std::int64_t count);
  void pad(std::string_view text);
  void pad_without_zeros(std::string_view text);

  void print(const Value& value, char32_t verb, int depth);
  bool print_with_method(const Value& value, char32_t verb);
  void print_slice(const Value& value, char32_t verb, int depth);
  void print_map(const Value& value, char32_t verb, int depth);
  void print_struct(const Value& value, char32_t verb, int depth);
  void print_complex(const Value& value, char32_t verb);
  void print_time_fields(const Value& value, char32_t verb, int depth);
  void print_pointer(const Value& value, char32_t verb, int depth);
  void print_element(const Value& value, char32_t verb, int depth, const Type* declared);

  void print_bool(const Value& value, char32_t verb, int depth);
  void print_integer(const Value& value, char32_t verb, bool is_signed, int depth);
  void print_float(const Value& value, char32_t verb, int depth);
  void print_text(const Value& value, std::string_view text, char32_t verb, int depth);
  void print_bytes(const Value& value, char32_t verb, int depth);

  void write_integer(std::uint64_t value, unsigned base, bool is_signed, char32_t verb, const char* digits);
  void write_unicode(std::uint64_t value);
  void write_float(double value, int bits, char verb, std::int64_t precision);
  void write_text(std::string_view text) { pad(truncate(text)); }
  void write_hex(std::string_view bytes, const char* digits);
  void write_quoted(std::string_view text);
  std::string_view truncate(std::string_view text) const;

  void bad_verb(const Value& value, char32_t verb);
  void read_argument_number(std::string_view text, std::size_t& i, std::size_t count, std::size_t& argument, bool& found);
  bool integer_argument(std::span<const Value> arguments, std::size_t& argument, std::int64_t& out);
  void print_extra(std::span<const Value> arguments);

  CallContext& context_;
  std::string& out_;
  Flags flags_;
  bool erroring_ = false;
  bool reordered_ = false;
  bool good_argument_ = true;
};

}  // namespace vedette::expr
