// What Debian's static libstdc++ takes from glibc 2.36, for programs that are to start on glibc 2.35 as well.
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

uint32_t arc4random(void) {
  uint32_t value;
  if (getrandom(&value, sizeof value, 0) != sizeof value) abort();
  return value;
}
