// Tells how often a disk can be waited for: appends BYTES to FILE and syncs, over and over, for SECONDS.
//
//   disk-sync FILE SECONDS [BYTES]
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "usage: disk-sync FILE SECONDS [BYTES]\n");
    return 2;
  }
  double seconds = atof(words[2]);
  size_t bytes = count > 3 ? atol(words[3]) : 4096, syncs = 0, most = 1 << 20;
  int file = open(words[1], O_CREAT | O_WRONLY | O_TRUNC, 0600);
  char *data = calloc(1, bytes);
  double *times = malloc(most * sizeof *times);
  if (file < 0 || !data || !times) return 1;
  double began = now(), last = began;
  while (last - began < seconds && syncs < most) {
    // Around within 64 MiB, as a write-ahead log is.
    off_t place = (off_t)(syncs % ((64 << 20) / bytes + 1)) * bytes;
    if (pwrite(file, data, bytes, place) != (ssize_t)bytes || fdatasync(file) != 0) return 1;
    double time = now();
    times[syncs++] = time - last;
    last = time;
  }
  qsort(times, syncs, sizeof *times, ascending);
  printf(
      "{\"syncs_per_second\": %.1f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f}\n", syncs / (last - began),
      times[syncs / 2] * 1000, times[syncs * 99 / 100] * 1000, times[syncs - 1] * 1000);
  close(file);
  unlink(words[1]);
  return 0;
}
