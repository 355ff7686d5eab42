#ifndef ZOO_POOL_H
#define ZOO_POOL_H

// The windows along one axis: window k covers windows[2k] ..< windows[2k + 1] of `input` positions.
struct zoo_pool_axis {
  long input;
  long output;
  const int *windows;
  const float *divisors;
};

// The windows of one image or clip, channels last. A row is a (depth, height) pair, counted together.
struct zoo_pool_plan {
  struct zoo_pool_axis depth;
  struct zoo_pool_axis height;
  struct zoo_pool_axis width;
  long channels;
};

struct zoo_pool_kernels {
  // y = the maximum of each window, in some rows and channels of the output; NaN wins.
  void (*max_forward)(const struct zoo_pool_plan *plan, const float *x, long first_row,
                      long last_row, long first_channel, long last_channel, float *y);
  // result = the gradient at some rows of the input; the first maximum of a window takes it all.
  void (*max_backward)(const struct zoo_pool_plan *plan, const float *x, const float *gradient,
                       long first_row, long last_row, float *result);
  // y = the sum of each window over the product of its divisors.
  void (*average_forward)(const struct zoo_pool_plan *plan, const float *x, long first_row,
                          long last_row, long first_channel, long last_channel, float *y);
  void (*average_backward)(const struct zoo_pool_plan *plan, const float *gradient, long first_row,
                           long last_row, float *result);
  // One row of outputs of 2×2 windows with stride 2, from two rows of inputs.
  void (*max_2x2_forward)(const float *top, const float *bottom, long pixels, long channels,
                          float *y);
  void (*max_2x2_backward)(const float *top, const float *bottom, const float *gradient,
                           long pixels, long channels, float *result_top, float *result_bottom);
};

// The kernels of the instruction set in use.
const struct zoo_pool_kernels *zoo_pool(void);

#endif
