#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "cli/terminal.h"

namespace vedette::cli {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(200);
constexpr double kSecondsBeforeGuessing = 1.5;

}  // namespace

std::string progress_line(std::uint64_t read_bytes, std::uint64_t total_bytes, std::uint64_t records, double seconds, std::size_t width) {
  std::string figures = fmt::format("{} records, {}/s", with_commas(records),
                                    with_commas(seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(records) / seconds) : 0));
  if (total_bytes == 0) {
    return shorten(figures + ", " + bytes_text(static_cast<double>(read_bytes)), width);
  }
  double part = std::min(1.0, static_cast<double>(read_bytes) / static_cast<double>(total_bytes));
  std::string left;
  if (seconds > kSecondsBeforeGuessing && part > 0.005 && part < 1) {
    left = ", " + span_text(static_cast<std::int64_t>(seconds * (1 - part) / part + 0.5)) + " left";
  }
  std::string tail = fmt::format(" {:3.0f}%  {}{}", part * 100, figures, left);
  std::size_t room = width > columns_of(tail) + 2 ? std::min<std::size_t>(width - columns_of(tail) - 2, 40) : 0;
  std::string bar;
  if (room >= 8) {
    auto filled = static_cast<std::size_t>(part * static_cast<double>(room));
    bar = "[" + std::string(filled, '=') + (filled < room ? ">" : "") + std::string(filled < room ? room - filled - 1 : 0, ' ') + "]";
  }
  return shorten(bar + tail, width);
}

ProgressBar::ProgressBar(const engine::ReplayProgress& progress, bool wanted) : progress_(progress) {
  if (wanted && is_terminal(stderr)) {
    thread_ = std::thread([this] { draw_until_done(); });
  }
}

ProgressBar::~ProgressBar() {
  if (!thread_.joinable()) {
    return;
  }
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void ProgressBar::draw_until_done() {
  const auto begin = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  bool drawn = false;
  while (!ended_.wait_for(lock, kInterval, [this] { return done_; })) {
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::string line = progress_line(progress_.read_bytes, progress_.total_bytes, progress_.records, seconds, terminal_width(stderr, 80) - 1);
    std::fprintf(stderr, "\r\x1b[2K%s", line.c_str());
    std::fflush(stderr);
    drawn = true;
  }
  if (drawn) {
    std::fputs("\r\x1b[2K", stderr);
    std::fflush(stderr);
  }
}

}  // namespace vedette::cli
