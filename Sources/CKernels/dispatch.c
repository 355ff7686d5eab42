#include "zoo_dispatch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int current = -1;
static _Thread_local int chosen = -1;  // what this thread uses instead

int zoo_widest_instruction_set(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
    return ZOO_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c"))
    return ZOO_AVX2;
#endif
  return ZOO_PLAIN;
}

static int initial_instruction_set(void) {
  int set = zoo_widest_instruction_set();
  const char *name = getenv("ZOO_KERNELS");
  if (name == NULL) return set;
  int wanted = set;
  if (strcmp(name, "plain") == 0) wanted = ZOO_PLAIN;
  if (strcmp(name, "avx2") == 0) wanted = ZOO_AVX2;
  if (strcmp(name, "avx512") == 0) wanted = ZOO_AVX512;
  return wanted < set ? wanted : set;
}

int zoo_current_instruction_set(void) {
  if (chosen >= 0) return chosen;
  int set = atomic_load_explicit(&current, memory_order_relaxed);
  if (set < 0) {
    set = initial_instruction_set();
    atomic_store_explicit(&current, set, memory_order_relaxed);
  }
  return set;
}

int zoo_choose_instruction_set(int set) {
  int before = chosen;
  chosen = set < ZOO_PLAIN || set > zoo_widest_instruction_set() ? -1 : set;
  return before;
}
