#include "zoo_elementwise.h"

#include <math.h>
#include <stddef.h>

#include "approximations.h"

// Outputs may be inputs: element i depends on elements i alone.
#define EACH(count) \
  _Pragma("clang loop vectorize(assume_safety)") for (long i = 0; i < (count); i++)

#define ZOO_BODY "elementwise.body.h"
#define ZOO_KERNELS zoo_elementwise_kernels
#define ZOO_ACCESSOR zoo_elementwise
#include "three_targets.h"

zoo_unary_kernel *zoo_unary_function(int operation) { return zoo_elementwise()->unary[operation]; }

zoo_unary_gradient_kernel *zoo_unary_gradient_function(int operation) {
  return zoo_elementwise()->unary_gradient[operation];
}

zoo_binary_kernel *zoo_binary_function(int operation) {
  return zoo_elementwise()->binary[operation];
}
