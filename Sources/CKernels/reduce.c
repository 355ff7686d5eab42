#include "zoo_reduce.h"

#include <stddef.h>

#include "approximations.h"

// Outputs may be inputs: element i depends on elements i alone.
#define EACH(count) \
  _Pragma("clang loop vectorize(assume_safety)") for (long i = 0; i < (count); i++)

#define ZOO_BODY "reduce.body.h"
#define ZOO_KERNELS zoo_reduce_kernels
#define ZOO_ACCESSOR zoo_reduce
#include "three_targets.h"

zoo_reduce_kernel *zoo_reduce_rows_function(int operation) { return zoo_reduce()->rows[operation]; }

zoo_reduce_kernel *zoo_reduce_columns_function(int operation) {
  return zoo_reduce()->columns[operation];
}
