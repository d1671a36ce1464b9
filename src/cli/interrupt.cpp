#include "cli/interrupt.h"

#include <csignal>

namespace vedette::cli {
namespace {

std::atomic<bool> g_stop{false};
std::atomic<bool> g_signalled{false};
static_assert(std::atomic<bool>::is_always_lock_free, "written by a signal handler");

extern "C" void on_signal(int number) {
  g_stop = true;
  g_signalled = true;
  std::signal(number, SIG_DFL);
}

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  g_stop = g_signalled = false;
  set_handler(on_signal);
}

Interrupt::~Interrupt() {
  set_handler(SIG_DFL);
}

std::atomic<bool>& Interrupt::flag() {
  return g_stop;
}

bool Interrupt::by_signal() const {
  return g_signalled;
}

}  // namespace vedette::cli
