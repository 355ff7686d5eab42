#include "zoo_transpose.h"

#include <stdint.h>
#include <string.h>

#define ZOO_BODY "transpose.body.h"
#define ZOO_KERNELS zoo_transpose_kernels
#define ZOO_ACCESSOR zoo_transpose
#include "three_targets.h"
