#include "zoo_update.h"

#include <stddef.h>

// The arrays are distinct.
#define EACH(count) \
  _Pragma("clang loop vectorize(assume_safety)") for (long i = 0; i < (count); i++)

#define ZOO_BODY "update.body.h"
#define ZOO_KERNELS zoo_update_kernels
#define ZOO_ACCESSOR zoo_update
#include "three_targets.h"
