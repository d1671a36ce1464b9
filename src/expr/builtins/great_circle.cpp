#include "expr/builtins/great_circle.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <numbers>

// Go computes sine, cosine and arc tangent in software, by Cephes; the C library's last bit differs. math: sin.go, atan.go, atan2.go.
namespace vedette::expr {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kReduceThreshold = 1 << 29;  // beyond it the plain reduction loses bits

double sine_series(double z) {
  double zz = z * z;
  double sum = 1.58962301576546568060e-10;
  for (double factor :
       {-2.50507477628578072866e-8, 2.75573136213857245213e-6, -1.98412698295895385996e-4, 8.33333333332211858878e-3, -1.66666666666666307295e-1}) {
    sum = sum * zz + factor;
  }
  return z + z * zz * sum;
}

double cosine_series(double z) {
  double zz = z * z;
  double sum = -1.13585365213876817300e-11;
  for (double factor :
       {2.08757008419747316778e-9, -2.75573141792967388112e-7, 2.48015872888517045348e-5, -1.38888888888730564116e-3, 4.16666666666665929218e-2}) {
    sum = sum * zz + factor;
  }
  return 1.0 - 0.5 * zz + zz * zz * sum;
}

// Go: trigReduce, Payne and Hanek's reduction. The bits of 4/pi, 64 a word.
constexpr std::uint64_t kFourOverPi[] = {
    0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083, 0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439,
    0xfc3bd63962534e7d, 0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076, 0x3ff12fffbc0b301f, 0xde5e2316b414da3e,
    0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a, 0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
};

std::uint64_t reduce_huge(double x, double& rest) {
  __extension__ using Wide = unsigned __int128;
  constexpr int kMantissaBits = 52;
  constexpr int kBias = 1023;
  auto mantissa = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(mantissa >> kMantissaBits & 0x7FF) - kBias - kMantissaBits;
  mantissa = (mantissa & ((std::uint64_t{1} << kMantissaBits) - 1)) | std::uint64_t{1} << kMantissaBits;
  auto word = static_cast<unsigned>(exponent + 61) / 64;
  auto shift = static_cast<unsigned>(exponent + 61) % 64;
  auto digits = [&](unsigned i) {
    std::uint64_t high = kFourOverPi[word + i] << shift;
    return shift == 0 ? high : high | kFourOverPi[word + i + 1] >> (64 - shift);
  };
  Wide low_product = static_cast<Wide>(digits(2)) * mantissa;
  Wide sum = static_cast<Wide>(digits(1)) * mantissa + (low_product >> 64);
  auto low = static_cast<std::uint64_t>(sum);
  std::uint64_t high = digits(0) * mantissa + static_cast<std::uint64_t>(sum >> 64);
  std::uint64_t octant = high >> 61;
  high = high << 3 | low >> 61;
  int zeros = std::countl_zero(high);
  auto biased = static_cast<std::uint64_t>(kBias - (zeros + 1));
  high = zeros + 1 < 64 ? (high << (zeros + 1)) | (low >> (64 - (zeros + 1))) : low;
  high >>= 64 - kMantissaBits;
  rest = std::bit_cast<double>(high | biased << kMantissaBits);
  if (octant % 2 == 1) {
    octant = (octant + 1) & 7;
    --rest;
  }
  rest *= kPi / 4;
  return octant;
}

/// Takes x >= 0 to its octant and the rest.
std::uint64_t reduce(double x, double& rest) {
  if (x >= kReduceThreshold) {
    return reduce_huge(x, rest);
  }
  auto octant = static_cast<std::uint64_t>(x * (4 / kPi));
  auto y = static_cast<double>(octant);
  if (octant % 2 == 1) {
    ++octant;
    ++y;
  }
  rest = ((x - y * 7.85398125648498535156e-1) - y * 3.77489470793079817668e-8) - y * 2.69515142907905952645e-15;
  return octant & 7;
}

double go_cos(double x) {
  if (std::isnan(x) || std::isinf(x)) {
    return kNaN;
  }
  x = std::fabs(x);
  double rest = 0;
  std::uint64_t octant = reduce(x, rest);
  bool negative = false;
  if (octant > 3) {
    octant -= 4;
    negative = !negative;
  }
  if (octant > 1) {
    negative = !negative;
  }
  double y = octant == 1 || octant == 2 ? sine_series(rest) : cosine_series(rest);
  return negative ? -y : y;
}

double go_sin(double x) {
  if (x == 0 || std::isnan(x)) {
    return x;
  }
  if (std::isinf(x)) {
    return kNaN;
  }
  bool negative = x < 0;
  x = std::fabs(x);
  double rest = 0;
  std::uint64_t octant = reduce(x, rest);
  if (octant > 3) {
    negative = !negative;
    octant -= 4;
  }
  double y = octant == 1 || octant == 2 ? cosine_series(rest) : sine_series(rest);
  return negative ? -y : y;
}

// Go: xatan, satan.
double arc_tangent_series(double x) {
  double z = x * x;
  double above = -8.750608600031904122785e-01;
  for (double factor : {-1.615753718733365076637e+01, -7.500855792314704667340e+01, -1.228866684490136173410e+02, -6.485021904942025371773e+01}) {
    above = above * z + factor;
  }
  double below = z + 2.485846490142306297962e+01;
  for (double factor : {1.650270098316988542046e+02, 4.328810604912902668951e+02, 4.853903996359136964868e+02, 1.945506571482613964425e+02}) {
    below = below * z + factor;
  }
  z = z * above / below;
  return x * z + x;
}

double arc_tangent(double x) {
  constexpr double kMoreBits = 6.123233995736765886130e-17;
  constexpr double kTan3Pi8 = 2.41421356237309504880;
  if (x <= 0) {
    return x == 0 ? x : -arc_tangent(-x);
  }
  if (x <= 0.66) {
    return arc_tangent_series(x);
  }
  if (x > kTan3Pi8) {
    return kPi / 2 - arc_tangent_series(1 / x) + kMoreBits;
  }
  return kPi / 4 + arc_tangent_series((x - 1) / (x + 1)) + 0.5 * kMoreBits;
}

/// For what the haversine formula needs: both arguments are square roots, so neither is negative nor infinite.
double go_atan2(double y, double x) {
  if (std::isnan(y) || std::isnan(x)) {
    return kNaN;
  }
  if (y == 0) {
    return y;
  }
  if (x == 0) {
    return kPi / 2;
  }
  return arc_tangent(y / x);
}

double radians(double degrees) {
  return degrees * kPi / 180;
}

}  // namespace

double great_circle_km(double latitude_1, double longitude_1, double latitude_2, double longitude_2) {
  double lat_1 = radians(latitude_1);
  double lat_2 = radians(latitude_2);
  double sin_lat = go_sin((lat_2 - lat_1) / 2);
  double sin_lon = go_sin((radians(longitude_2) - radians(longitude_1)) / 2);
  double a = sin_lat * sin_lat + go_cos(lat_1) * go_cos(lat_2) * (sin_lon * sin_lon);
  return 2 * go_atan2(std::sqrt(a), std::sqrt(1 - a)) * 6371;
}

}  // namespace vedette::expr
