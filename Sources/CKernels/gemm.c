// Matrix products, c = epilogue(a · b), with b in panels of 32 columns.
#include "zoo_gemm.h"

#include <string.h>

#define ZOO_BODY "gemm.body.h"
#define ZOO_KERNELS zoo_gemm_kernels
#define ZOO_ACCESSOR zoo_gemm
#include "three_targets.h"
