// math.Pow as Go computes it on amd64, bit for bit: C's pow rounds better, and the results can be seen.
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// math: log_amd64.s. `x` is positive and finite.
double go_log(double x) {
  constexpr double kLn2High = 6.93147180369123816490e-01;
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  constexpr double kL1 = 6.666666666666735130e-01, kL2 = 3.999999999940941908e-01, kL3 = 2.857142874366239149e-01, kL4 = 2.222219843214978396e-01,
                   kL5 = 1.818357216161805012e-01, kL6 = 1.531383769920937332e-01, kL7 = 1.479819860511658591e-01;
  constexpr double kHalfSqrt2 = 7.07106781186547524401e-01;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto fraction = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000);
  auto k = static_cast<double>(static_cast<std::int64_t>(bits >> 52) - 0x3FE);
  if (fraction <= kHalfSqrt2) {
    k -= 1;
    fraction *= 2;
  }
  const double f = fraction - 1;
  const double s = f / (2 + f);
  const double s2 = s * s;
  const double s4 = s2 * s2;
  const double t1 = s2 * (kL1 + s4 * (kL3 + s4 * (kL5 + s4 * kL7)));
  const double t2 = s4 * (kL2 + s4 * (kL4 + s4 * kL6));
  const double half_square = 0.5 * f * f;
  return k * kLn2High - ((half_square - (s * (half_square + (t1 + t2)) + k * kLn2Low)) - f);
}

// math: exp_amd64.s, where the processor has FMA. `x` is finite and far from overflow: pow asks for |x| <= 0.5 * log(max).
double go_exp(double x) {
  constexpr double kLog2E = 1.4426950408889634073599246810018920;
  constexpr double kLn2Upper = 0.69314718055966295651160180568695068359375;
  constexpr double kLn2Lower = 0.28235290563031577122588448175013436025525412068e-12;
  constexpr double kTaylor[] = {
      1.9841269841269841270e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3, 4.1666666666666666667e-2, 1.6666666666666666667e-1, 0.5, 1.0};
  const double exponent = std::nearbyint(x * kLog2E);
  double reduced = std::fma(-kLn2Upper, exponent, x);
  reduced = std::fma(-kLn2Lower, exponent, reduced) * 0.0625;
  double sum = 2.4801587301587301587e-5;
  for (double coefficient : kTaylor) {
    sum = std::fma(sum, reduced, coefficient);
  }
  double value = reduced * sum;
  // Undo the division by 16: (1 + v)^2 - 1 = v * (v + 2), four times.
  for (int i = 0; i < 3; ++i) {
    value *= value + 2;
  }
  value = std::fma(value, value + 2, 1.0);
  return value * std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(exponent) + 0x3FF) << 52);
}

bool is_odd_integer(double x) {
  if (std::fabs(x) >= 9007199254740992.0) {  // 2^53: only even ones from there on
    return false;
  }
  double whole = 0;
  return std::modf(x, &whole) == 0 && (static_cast<std::int64_t>(whole) & 1) != 0;
}

double power_of_zero(double x, double y) {
  const bool negative = std::signbit(x) && is_odd_integer(y);
  if (y < 0) {
    return negative ? -kInfinity : kInfinity;
  }
  return negative ? x : 0;
}

// |x| to a power too large to count with.
double power_of_limit(double x, bool grows) {
  if (x == -1) {
    return 1;
  }
  return (std::fabs(x) < 1) == grows ? 0 : kInfinity;
}

}  // namespace

double power(double x, double y) {
  if (y == 0 || x == 1) {
    return 1;
  }
  if (y == 1) {
    return x;
  }
  if (std::isnan(x) || std::isnan(y)) {
    return kNan;
  }
  if (x == 0) {
    return power_of_zero(x, y);
  }
  if (std::isinf(y)) {
    return power_of_limit(x, y > 0);
  }
  if (std::isinf(x)) {
    return x < 0 ? power_of_zero(-0.0, -y) : y < 0 ? 0 : kInfinity;
  }
  if (y == 0.5) {
    return std::sqrt(x);
  }
  if (y == -0.5) {
    return 1 / std::sqrt(x);
  }

  double whole = 0;
  double part = std::modf(std::fabs(y), &whole);
  if (part != 0 && x < 0) {
    return kNan;
  }
  if (whole >= 9223372036854775808.0) {  // 2^63
    return power_of_limit(x, y > 0);
  }
  double answer = 1;
  std::int64_t answer_exponent = 0;
  if (part != 0) {
    if (part > 0.5) {
      part -= 1;
      whole += 1;
    }
    answer = go_exp(part * go_log(x));
  }
  int exponent = 0;
  double square = std::frexp(x, &exponent);
  std::int64_t square_exponent = exponent;
  for (auto i = static_cast<std::uint64_t>(whole); i != 0; i >>= 1) {
    if (square_exponent < -4096 || square_exponent > 4096) {
      answer_exponent += square_exponent;  // over- or underflows whatever follows
      break;
    }
    if ((i & 1) != 0) {
      answer *= square;
      answer_exponent += square_exponent;
    }
    square *= square;
    square_exponent *= 2;
    if (square < 0.5) {
      square += square;
      --square_exponent;
    }
  }
  if (y < 0) {
    answer = 1 / answer;
    answer_exponent = -answer_exponent;
  }
  return std::ldexp(answer, static_cast<int>(answer_exponent));
}

}  // namespace vedette::expr
