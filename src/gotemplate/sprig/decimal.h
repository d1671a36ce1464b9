// Decimal numbers of any length: what Sprig's addf, subf, mulf and divf count with (github.com/shopspring/decimal).
#pragma once

#include <memory>
#include <optional>
#include <string>

struct bignum_st;

namespace vedette::gotemplate {

/// digits * 10^exponent
class Decimal {
 public:
  /// The shortest decimal that reads back as `number`; nothing for NaN and infinities.
  [[nodiscard]] static std::optional<Decimal> from(double number);

  [[nodiscard]] std::optional<Decimal> add(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> subtract(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> multiply(const Decimal& other) const;
  /// Rounded to 16 places, halves away from zero; nothing when `other` is 0.
  [[nodiscard]] std::optional<Decimal> divide(const Decimal& other) const;
  /// The nearest float64.
  [[nodiscard]] double to_double() const;

 private:
  struct Free {
    void operator()(bignum_st* number) const;
  };
  using Digits = std::unique_ptr<bignum_st, Free>;

  Decimal(Digits digits, int exponent) : digits_(std::move(digits)), exponent_(exponent) {}
  [[nodiscard]] static Digits copy_scaled(const Decimal& from, int exponent);
  [[nodiscard]] static Digits power_of_ten(int exponent);

  Digits digits_;
  int exponent_ = 0;
};

}  // namespace vedette::gotemplate
