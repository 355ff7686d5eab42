#ifndef ZOO_RESIZE_H
#define ZOO_RESIZE_H

// The taps along one axis: output k is Σ weights[taps · k + t] · input[indices[taps · k + t]].
struct zoo_resize_axis {
  long input;
  long output;
  const int *indices;
  const float *weights;
};

struct zoo_resize_plan {
  struct zoo_resize_axis height;
  struct zoo_resize_axis width;
  // Taps per axis: 1 nearest, 2 bilinear, 4 bicubic.
  long taps;
  long channels;
};

struct zoo_resize_kernels {
  // Some rows of the output of one image, channels last.
  void (*forward)(const struct zoo_resize_plan *plan, const float *x, long first_row,
                  long last_row, float *y);
  // The gradient at some rows of the input; sums has room for a row of the output.
  void (*backward)(const struct zoo_resize_plan *plan, const float *gradient, long first_row,
                   long last_row, float *sums, float *result);
};

// The kernels of the instruction set in use.
const struct zoo_resize_kernels *zoo_resize(void);

#endif
