// What surrounds the products of a convolution: patches, masks, sums over pixels.
#include "zoo_convolution.h"

#include <string.h>

#include "zoo_gemm.h"

#define ZOO_BODY "convolution.body.h"
#define ZOO_KERNELS zoo_convolution_kernels
#define ZOO_ACCESSOR zoo_convolution
#include "three_targets.h"
