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

#if ZOO_LANES == 16
typedef float ZOO(sixteen) __attribute__((vector_size(64)));

// A square of 16: four perfect shuffles of its 256 elements exchange row and column. Lines that are
// written whole bypass the cache, where nothing would be read before it is evicted.
static inline __attribute__((always_inline)) void ZOO(transpose_wide_square)(
    const float *x, long x_row, float *y, long y_row, int bypass) {
  ZOO(sixteen) r[16], s[16];
  for (int k = 0; k < 16; k++) memcpy(&r[k], x + k * x_row, sizeof r[k]);
  for (int round = 0; round < 4; round++) {
    for (int k = 0; k < 8; k++) {
      s[2 * k] = __builtin_shufflevector(
          r[k], r[k + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      s[2 * k + 1] = __builtin_shufflevector(
          r[k], r[k + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    for (int k = 0; k < 16; k++) r[k] = s[k];
  }
  if (bypass)
    for (int k = 0; k < 16; k++)
      __builtin_nontemporal_store(r[k], (ZOO(sixteen) *)(y + k * y_row));
  else
    for (int k = 0; k < 16; k++) memcpy(y + k * y_row, &r[k], sizeof r[k]);
}
#endif

// The columns of a band of up to 16 rows.
static inline __attribute__((always_inline)) void ZOO(transpose_band)(
    const float *x, long x_row, float *y, long y_row, long rows, long columns, int bypass) {
  long c = 0;
#if ZOO_LANES == 16
  if (rows == 16)
    for (; c + 16 <= columns; c += 16)
      ZOO(transpose_wide_square)(x + c, x_row, y + c * y_row, y_row, bypass);
#endif
  (void)bypass;
  for (; c + 8 <= columns; c += 8) {
    long r = 0;
    for (; r + 8 <= rows; r += 8)
      ZOO(transpose_square)(x + r * x_row + c, x_row, y + c * y_row + r, y_row);
    if (r == rows) continue;
    for (long k = c; k < c + 8; k++)
      for (long i = r; i < rows; i++) y[k * y_row + i] = x[i * x_row + k];
  }
  for (; c < columns; c++)
    for (long r = 0; r < rows; r++) y[c * y_row + r] = x[r * x_row + c];
}

// Bands of 16 rows: each line of the output is written whole before the next band.
static void ZOO(transpose)(
    const float *x, long x_row, float *y, long y_row, long rows, long columns, int is_large) {
  const int bypass = is_large && (uintptr_t)y % 64 == 0 && y_row % 16 == 0;
  for (long r = 0; r < rows; r += 16) {
    const long count = r + 16 < rows ? 16 : rows - r;
    ZOO(transpose_band)(x + r * x_row, x_row, y + r, y_row, count, columns, bypass);
  }
#if defined(__x86_64__)
  if (bypass) __builtin_ia32_sfence();
#endif
}

static const struct zoo_transpose_kernels ZOO(table) = {.transpose = ZOO(transpose)};
