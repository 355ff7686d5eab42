#include "zoo_resize.h"

#include <string.h>

#define ZOO_BODY "resize.body.h"
#define ZOO_KERNELS zoo_resize_kernels
#define ZOO_ACCESSOR zoo_resize
#include "three_targets.h"
