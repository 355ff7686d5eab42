// Compiles one body for three instruction sets and defines the accessor of its table.
//
// A topic `x` has
// - include/zoo_x.h: `struct zoo_x_kernels { … function pointers … };`
//   `const struct zoo_x_kernels *zoo_x(void);`
// - x.body.h: the functions, `static void ZOO(relu)(…) { … }`, on vectors of ZOO_LANES floats, and at
//   its end `static const struct zoo_x_kernels ZOO(table) = { .relu = ZOO(relu), … };`
// - x.c: #include "zoo_x.h"
//        #define ZOO_BODY "x.body.h"
//        #define ZOO_KERNELS zoo_x_kernels
//        #define ZOO_ACCESSOR zoo_x
//        #include "three_targets.h"
// ZOO_LANES is 4, 8 or 16; ZOO_SET_NUMBER is 0 for plain, 1 for AVX2, 2 for AVX-512.
#include "zoo_dispatch.h"

#define ZOO(name) name##_plain
#define ZOO_LANES 4
#define ZOO_SET_NUMBER 0
#include ZOO_BODY
#undef ZOO
#undef ZOO_LANES
#undef ZOO_SET_NUMBER

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define ZOO(name) name##_avx2
#define ZOO_LANES 8
#define ZOO_SET_NUMBER 1
#include ZOO_BODY
#undef ZOO
#undef ZOO_LANES
#undef ZOO_SET_NUMBER
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,f16c"))), apply_to = function)
#define ZOO(name) name##_avx512
#define ZOO_LANES 16
#define ZOO_SET_NUMBER 2
#include ZOO_BODY
#undef ZOO
#undef ZOO_LANES
#undef ZOO_SET_NUMBER
#pragma clang attribute pop
#endif

const struct ZOO_KERNELS *ZOO_ACCESSOR(void) {
#if defined(__x86_64__)
  switch (zoo_current_instruction_set()) {
    case ZOO_AVX512: return &table_avx512;
    case ZOO_AVX2: return &table_avx2;
    default: break;
  }
#endif
  return &table_plain;
}
