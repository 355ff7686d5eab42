#ifndef ZOO_GEMM_H
#define ZOO_GEMM_H

enum {
  // The width of a panel of a packed matrix.
  ZOO_PANEL = 32,
  // The rows that `dots` takes at once.
  ZOO_DOT_ROWS = 8,
};

enum zoo_activation { ZOO_IDENTITY = 0, ZOO_RELU = 1, ZOO_LEAKY_RELU = 2 };

// What happens to a product before it is stored: c = activation(product + bias + residual).
struct zoo_epilogue {
  const float *bias;      // one value per column, or NULL
  const float *residual;  // laid out like c with a row stride of its own, or NULL; may be c itself
  long residual_stride;
  int activation;
  float slope;  // of the leaky ReLU below 0
};

// A matrix product on one thread, c[m × n] = epilogue(a[m × k] · b[k × n]).
struct zoo_product {
  long m, n, k;
  const float *a;
  long a_stride;
  int a_transposed;  // a is stored as [k][m]
  // Rows of a may consist of several runs of k elements: the terms of a sum are as many times k. 0 and 1
  // mean one.
  long segments, segment_stride;
  // b in panels of 32 columns: element (i, j) is b[(j / 32) · panel_stride + i · b_stride + j % 32].
  // The last panel is readable to its full width.
  const float *b;
  long b_stride, panel_stride;
  float *c;
  long c_stride;
  struct zoo_epilogue epilogue;
};

struct zoo_gemm_kernels {
  void (*product)(const struct zoo_product *product);
  // Packs b[k × n], element (i, j) at b[i · row_stride + j · column_stride], into panels of 32 columns,
  // the last one filled up with zeros; panel_stride is at least 32 · k.
  void (*pack)(long k, long n, const float *b, long row_stride, long column_stride, float *panels,
               long panel_stride);
  // y[rows × outputs] = epilogue(x[rows × k] · wᵀ) with w[outputs × k] read in place, for at most
  // ZOO_DOT_ROWS rows.
  void (*dots)(long rows, long outputs, long k, const float *x, long x_stride, const float *w,
               long w_stride, float *y, long y_stride, const struct zoo_epilogue *epilogue);
  // y[rows × columns] = g[rows × outputs] · w with w[outputs × columns] read in place, for at most
  // ZOO_DOT_ROWS rows.
  void (*spread)(long rows, long outputs, long columns, const float *g, long g_stride,
                 const float *w, long w_stride, float *y, long y_stride);
};

const struct zoo_gemm_kernels *zoo_gemm(void);

#endif
