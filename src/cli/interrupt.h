// Ctrl-C: the first asks the work to stop where it is, a second ends the process.
#pragma once

#include <atomic>

namespace vedette::cli {

/// While it lives, SIGINT and SIGTERM set the flag. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] std::atomic<bool>& flag();
  /// Set by a signal, not by who else writes the flag.
  [[nodiscard]] bool by_signal() const;
};

}  // namespace vedette::cli
