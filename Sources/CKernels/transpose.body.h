// The transposition of a matrix, in squares of 8 that pass through registers.

typedef float ZOO(eight) __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) void ZOO(transpose_square)(
    const float *x, long x_row, float *y, long y_row) {
  ZOO(eight) r[8], s[8], t[8];
  for (int k = 0; k < 8; k++) memcpy(&r[k], x + k * x_row, sizeof r[k]);
  for (int k = 0; k < 8; k += 2) {
    s[k] = __builtin_shufflevector(r[k], r[k + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[k + 1] = __builtin_shufflevector(r[k], r[k + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int k = 0; k < 8; k += 4)
    for (int j = 0; j < 2; j++) {
      t[k + 2 * j] = __builtin_shufflevector(s[k + j], s[k + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      t[k + 2 * j + 1] =
          __builtin_shufflevector(s[k + j], s[k + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int k = 0; k < 4; k++) {
    r[k] = __builtin_shufflevector(t[k], t[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[k + 4] = __builtin_shufflevector(t[k], t[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int k = 0; k < 8; k++) memcpy(y + k * y_row, &r[k], sizeof r[k]);
}

// Bands of 16 rows: each line of the output is written whole before the next band.
static void ZOO(transpose)(
    const float *x, long x_row, float *y, long y_row, long rows, long columns) {
  for (long band = 0; band < rows; band += 16) {
    const long end = band + 16 < rows ? band + 16 : rows;
    long c = 0;
    for (; c + 8 <= columns; c += 8) {
      long r = band;
      for (; r + 8 <= end; r += 8)
        ZOO(transpose_square)(x + r * x_row + c, x_row, y + c * y_row + r, y_row);
      for (; r < end; r++)
        for (long k = c; k < c + 8; k++) y[k * y_row + r] = x[r * x_row + k];
    }
    for (; c < columns; c++)
      for (long r = band; r < end; r++) y[c * y_row + r] = x[r * x_row + c];
  }
}

static const struct zoo_transpose_kernels ZOO(table) = {.transpose = ZOO(transpose)};
