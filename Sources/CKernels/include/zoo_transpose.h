#ifndef ZOO_TRANSPOSE_H
#define ZOO_TRANSPOSE_H

struct zoo_transpose_kernels {
  // y[c * y_row + r] = x[r * x_row + c]; is_large: y does not fit the cache.
  void (*transpose)(
      const float *x, long x_row, float *y, long y_row, long rows, long columns, int is_large);
};

const struct zoo_transpose_kernels *zoo_transpose(void);

#endif
