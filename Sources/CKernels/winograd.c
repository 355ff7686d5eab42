// The transforms of Winograd's convolutions F(4×4, 3×3) and F(4×4, 2×2), the latter with the points
// 0, 1, −1, 2 and ∞.
//
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", section 4.3,
// https://arxiv.org/abs/1509.09308
#include "zoo_winograd.h"

#include <string.h>

#define ZOO_BODY "winograd.body.h"
#define ZOO_KERNELS zoo_winograd_kernels
#define ZOO_ACCESSOR zoo_winograd
#include "three_targets.h"
