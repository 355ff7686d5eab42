#ifndef ZOO_REDUCE_H
#define ZOO_REDUCE_H

enum zoo_reduction { ZOO_SUM, ZOO_LARGEST, ZOO_SMALLEST, ZOO_REDUCTION_COUNT };

// The number of columns that a kernel over columns takes at most.
enum { ZOO_COLUMN_TILE = 256 };

struct zoo_reduce_kernels {
  // into[r] = the reduction of x[r * row ..< r * row + count], for contiguous elements.
  void (*rows[ZOO_REDUCTION_COUNT])(
      const float *x, long row, long rows, long count, float *into);
  // into[i] = the reduction of x[r * row + i] over r, for columns up to ZOO_COLUMN_TILE.
  void (*columns[ZOO_REDUCTION_COUNT])(
      const float *x, long row, long rows, long columns, float *into);
  // into[r] = the first place of the largest element of row r, or of a NaN.
  void (*largest_places)(const float *x, long rows, long count, long *into);
  // The sum of a[i] * b[i].
  double (*dot)(const float *a, const float *b, long count);
  // Row by row y = exp(x - m) / sum of exp(x - m), m the row's largest; or, if logarithmic, its log.
  void (*softmax_rows)(const float *x, float *y, long rows, long count, int logarithmic);
  // The same down each of the columns, x[r * row + i] over r; up to ZOO_COLUMN_TILE columns.
  void (*softmax_columns)(
      const float *x, float *y, long row, long rows, long columns, int logarithmic);
  // From the gradient g of the output y: y (g - sum of g y); if logarithmic g - exp(y) sum of g.
  void (*softmax_rows_gradient)(
      const float *y, const float *g, float *into, long rows, long count, int logarithmic);
  void (*softmax_columns_gradient)(
      const float *y, const float *g, float *into, long row, long rows, long columns,
      int logarithmic);
  // into[r] = the logarithm of the sum of exp(x) in row r.
  void (*log_sum_exp_rows)(const float *x, long rows, long count, float *into);
  // y[r][i] = scales[r] exp(x[r][i] - shifts[r]).
  void (*scaled_exp_rows)(
      const float *x, const float *shifts, const float *scales, float *y, long rows, long count);
};

const struct zoo_reduce_kernels *zoo_reduce(void);

typedef void zoo_reduce_kernel(const float *x, long row, long rows, long count, float *into);
zoo_reduce_kernel *zoo_reduce_rows_function(int operation);
zoo_reduce_kernel *zoo_reduce_columns_function(int operation);

#endif
