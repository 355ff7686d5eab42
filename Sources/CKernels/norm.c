#include "zoo_norm.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

// 32 mixed bits of x: a bijection of 32-bit numbers. Source: Wellons, "Prospecting for Hash
// Functions", 2018, https://nullprogram.com/blog/2018/07/31/.
static inline uint32_t mixed(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ x >> 16;
}

#define ZOO_BODY "norm.body.h"
#define ZOO_KERNELS zoo_norm_kernels
#define ZOO_ACCESSOR zoo_norm
#include "three_targets.h"
