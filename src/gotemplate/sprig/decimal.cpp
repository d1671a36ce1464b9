#include "gotemplate/sprig/decimal.h"

#include <openssl/bn.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace vedette::gotemplate {

namespace {

constexpr int kPlaces = 16;  // decimal.DivisionPrecision
/// Sums of exponents past this are of no use as a float64.
constexpr int kMaxExponent = 20'000;

struct FreeContext {
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Context = std::unique_ptr<BN_CTX, FreeContext>;

}  // namespace

void Decimal::Free::operator()(bignum_st* number) const {
  BN_free(number);
}

Decimal::Digits Decimal::power_of_ten(int exponent) {
  const std::string text = "1" + std::string(static_cast<std::size_t>(exponent), '0');
  BIGNUM* out = nullptr;
  BN_dec2bn(&out, text.c_str());
  return Digits(out);
}

std::optional<Decimal> Decimal::from(double number) {
  if (!std::isfinite(number)) {
    return std::nullopt;
  }
  if (number == 0) {
    return Decimal(Digits(BN_new()), 0);
  }
  char buffer[64];
  char* const end = std::to_chars(std::begin(buffer), std::end(buffer) - 1, number, std::chars_format::scientific).ptr;
  *end = 0;
  std::string digits;
  int exponent = 0;
  int behind_point = 0;
  bool point = false;
  for (const char* at = buffer; at != end; ++at) {
    if (*at == 'e') {
      exponent = std::atoi(at + 1);
      break;
    }
    if (*at == '.') {
      point = true;
    } else {
      digits += *at;
      behind_point += point ? 1 : 0;
    }
  }
  BIGNUM* out = nullptr;
  BN_dec2bn(&out, digits.c_str());
  return Decimal(Digits(out), exponent - behind_point);
}

/// The digits of `from` with a smaller exponent.
Decimal::Digits Decimal::copy_scaled(const Decimal& from, int exponent) {
  Digits out(BN_dup(from.digits_.get()));
  if (from.exponent_ > exponent) {
    const Context context(BN_CTX_new());
    const Digits scale = power_of_ten(from.exponent_ - exponent);
    BN_mul(out.get(), out.get(), scale.get(), context.get());
  }
  return out;
}

std::optional<Decimal> Decimal::add(const Decimal& other) const {
  const int exponent = std::min(exponent_, other.exponent_);
  Digits sum = copy_scaled(*this, exponent);
  const Digits term = copy_scaled(other, exponent);
  BN_add(sum.get(), sum.get(), term.get());
  return Decimal(std::move(sum), exponent);
}

std::optional<Decimal> Decimal::subtract(const Decimal& other) const {
  const int exponent = std::min(exponent_, other.exponent_);
  Digits difference = copy_scaled(*this, exponent);
  const Digits term = copy_scaled(other, exponent);
  BN_sub(difference.get(), difference.get(), term.get());
  return Decimal(std::move(difference), exponent);
}

std::optional<Decimal> Decimal::multiply(const Decimal& other) const {
  const int exponent = exponent_ + other.exponent_;
  if (std::abs(exponent) > kMaxExponent) {
    return std::nullopt;
  }
  const Context context(BN_CTX_new());
  Digits product(BN_new());
  BN_mul(product.get(), digits_.get(), other.digits_.get(), context.get());
  return Decimal(std::move(product), exponent);
}

std::optional<Decimal> Decimal::divide(const Decimal& other) const {
  if (BN_is_zero(other.digits_.get())) {
    return std::nullopt;
  }
  // this / other * 10^16, as a fraction of whole numbers.
  const int shift = exponent_ - other.exponent_ + kPlaces;
  const Context context(BN_CTX_new());
  Digits dividend(BN_dup(digits_.get()));
  Digits divisor(BN_dup(other.digits_.get()));
  const Digits scale = power_of_ten(std::abs(shift));
  BIGNUM* scaled = shift >= 0 ? dividend.get() : divisor.get();
  BN_mul(scaled, scaled, scale.get(), context.get());
  const bool negative = BN_is_negative(dividend.get()) != BN_is_negative(divisor.get());
  BN_set_negative(dividend.get(), 0);
  BN_set_negative(divisor.get(), 0);
  Digits quotient(BN_new());
  Digits rest(BN_new());
  BN_div(quotient.get(), rest.get(), dividend.get(), divisor.get(), context.get());
  BN_lshift1(rest.get(), rest.get());
  if (BN_cmp(rest.get(), divisor.get()) >= 0) {
    BN_add_word(quotient.get(), 1);
  }
  BN_set_negative(quotient.get(), negative ? 1 : 0);
  return Decimal(std::move(quotient), -kPlaces);
}

double Decimal::to_double() const {
  char* digits = BN_bn2dec(digits_.get());
  const std::string text = std::string(digits) + "e" + std::to_string(exponent_);
  OPENSSL_free(digits);
  return std::strtod(text.c_str(), nullptr);  // the nearest, however long the text
}

}  // namespace vedette::gotemplate
