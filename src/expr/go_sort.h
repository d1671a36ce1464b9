// Go's sort.Sort: a pattern-defeating quicksort. It is not stable, so the places of equal elements can only be Go's when every comparison and every
// swap is Go's too.
#pragma once

#include <bit>
#include <cstdint>

namespace vedette::expr {

template <class Less, class Swap>
class GoSorter {
 public:
  GoSorter(Less less, Swap swap) : less_(less), swap_(swap) {}

  void run(std::int64_t size) {
    if (size > 1) {
      quick(0, size, std::bit_width(static_cast<std::uint64_t>(size)));
    }
  }

 private:
  enum class Hint { kUnknown, kIncreasing, kDecreasing };

  void quick(std::int64_t a, std::int64_t b, int bad_pivots_left) {
    bool balanced = true;
    bool partitioned = true;
    while (true) {
      const std::int64_t length = b - a;
      if (length <= 12) {
        insertion(a, b);
        return;
      }
      if (bad_pivots_left == 0) {
        heap(a, b);
        return;
      }
      if (!balanced) {
        scatter(a, b);
        --bad_pivots_left;
      }
      Hint hint = Hint::kUnknown;
      std::int64_t pivot = choose_pivot(a, b, hint);
      if (hint == Hint::kDecreasing) {
        reverse(a, b);
        pivot = (b - 1) - (pivot - a);
        hint = Hint::kIncreasing;
      }
      if (balanced && partitioned && hint == Hint::kIncreasing && nearly_sorted(a, b)) {
        return;
      }
      if (a > 0 && !less_(a - 1, pivot)) {
        a = partition_equal(a, b, pivot);
        continue;
      }
      const std::int64_t middle = partition(a, b, pivot, partitioned);
      const std::int64_t left = middle - a;
      const std::int64_t right = b - middle;
      if (left < right) {
        balanced = left >= length / 8;
        quick(a, middle, bad_pivots_left);
        a = middle + 1;
      } else {
        balanced = right >= length / 8;
        quick(middle + 1, b, bad_pivots_left);
        b = middle;
      }
    }
  }

  void insertion(std::int64_t a, std::int64_t b) {
    for (std::int64_t i = a + 1; i < b; ++i) {
      for (std::int64_t j = i; j > a && less_(j, j - 1); --j) {
        swap_(j, j - 1);
      }
    }
  }

  void sift_down(std::int64_t root, std::int64_t high, std::int64_t first) {
    while (true) {
      std::int64_t child = 2 * root + 1;
      if (child >= high) {
        return;
      }
      if (child + 1 < high && less_(first + child, first + child + 1)) {
        ++child;
      }
      if (!less_(first + root, first + child)) {
        return;
      }
      swap_(first + root, first + child);
      root = child;
    }
  }

  void heap(std::int64_t a, std::int64_t b) {
    const std::int64_t high = b - a;
    for (std::int64_t i = (high - 1) / 2; i >= 0; --i) {
      sift_down(i, high, a);
    }
    for (std::int64_t i = high - 1; i >= 0; --i) {
      swap_(a, a + i);
      sift_down(0, i, a);
    }
  }

  std::int64_t partition(std::int64_t a, std::int64_t b, std::int64_t pivot, bool& already) {
    swap_(a, pivot);
    std::int64_t i = a + 1;
    std::int64_t j = b - 1;
    narrow(i, j, a);
    already = i > j;
    if (!already) {
      swap_(i++, j--);
      while (narrow(i, j, a), i <= j) {
        swap_(i++, j--);
      }
    }
    swap_(j, a);
    return j;
  }

  void narrow(std::int64_t& i, std::int64_t& j, std::int64_t a) {
    while (i <= j && less_(i, a)) {
      ++i;
    }
    while (i <= j && !less_(j, a)) {
      --j;
    }
  }

  std::int64_t partition_equal(std::int64_t a, std::int64_t b, std::int64_t pivot) {
    swap_(a, pivot);
    std::int64_t i = a + 1;
    std::int64_t j = b - 1;
    while (true) {
      while (i <= j && !less_(a, i)) {
        ++i;
      }
      while (i <= j && less_(a, j)) {
        --j;
      }
      if (i > j) {
        return i;
      }
      swap_(i++, j--);
    }
  }

  bool nearly_sorted(std::int64_t a, std::int64_t b) {
    constexpr int kMaxSteps = 5;
    constexpr std::int64_t kShortestShifting = 50;
    std::int64_t i = a + 1;
    for (int step = 0; step < kMaxSteps; ++step) {
      while (i < b && !less_(i, i - 1)) {
        ++i;
      }
      if (i == b) {
        return true;
      }
      if (b - a < kShortestShifting) {
        return false;
      }
      swap_(i, i - 1);
      if (i - a >= 2) {
        for (std::int64_t j = i - 1; j >= 1 && less_(j, j - 1); --j) {
          swap_(j, j - 1);
        }
      }
      if (b - i >= 2) {
        for (std::int64_t j = i + 1; j < b && less_(j, j - 1); ++j) {
          swap_(j, j - 1);
        }
      }
    }
    return false;
  }

  void scatter(std::int64_t a, std::int64_t b) {
    const std::int64_t length = b - a;
    auto random = static_cast<std::uint64_t>(length);
    const std::uint64_t mask = (std::uint64_t{1} << std::bit_width(static_cast<std::uint64_t>(length))) - 1;
    const std::int64_t middle = a + (length / 4) * 2;
    for (std::int64_t at = middle - 1; at <= middle + 1; ++at) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      auto other = static_cast<std::int64_t>(random & mask);
      if (other >= length) {
        other -= length;
      }
      swap_(at, a + other);
    }
  }

  std::int64_t choose_pivot(std::int64_t a, std::int64_t b, Hint& hint) {
    constexpr std::int64_t kShortestNinther = 50;
    constexpr int kMaxSwaps = 12;
    const std::int64_t quarter = (b - a) / 4;
    int swaps = 0;
    std::int64_t i = a + quarter;
    std::int64_t j = a + quarter * 2;
    std::int64_t k = a + quarter * 3;
    if (b - a >= kShortestNinther) {
      i = median(i - 1, i, i + 1, swaps);
      j = median(j - 1, j, j + 1, swaps);
      k = median(k - 1, k, k + 1, swaps);
    }
    j = median(i, j, k, swaps);  // length is above 12 here
    hint = swaps == 0 ? Hint::kIncreasing : swaps == kMaxSwaps ? Hint::kDecreasing : Hint::kUnknown;
    return j;
  }

  void order(std::int64_t& a, std::int64_t& b, int& swaps) {
    if (less_(b, a)) {
      ++swaps;
      std::int64_t kept = a;
      a = b;
      b = kept;
    }
  }

  std::int64_t median(std::int64_t a, std::int64_t b, std::int64_t c, int& swaps) {
    order(a, b, swaps);
    order(b, c, swaps);
    order(a, b, swaps);
    return b;
  }

  void reverse(std::int64_t a, std::int64_t b) {
    for (std::int64_t i = a, j = b - 1; i < j; ++i, --j) {
      swap_(i, j);
    }
  }

  Less less_;
  Swap swap_;
};

/// Sorts what `less(i, j)` and `swap(i, j)` (both by index) are about.
template <class Less, class Swap>
void go_sort(std::int64_t size, Less less, Swap swap) {
  GoSorter<Less, Swap>(less, swap).run(size);
}

}  // namespace vedette::expr
