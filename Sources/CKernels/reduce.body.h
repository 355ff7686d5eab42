// Sums, extremes and softmax; see zoo_reduce.h.
//
// Every sum runs over SLOTS accumulators, in an order that depends on the count alone; blocks of 64
// elements an accumulator are added up in double precision.

#define SLOTS (4 * ZOO_LANES)
enum { ZOO(block) = 64 * SLOTS, ZOO(row_block) = 64 };

// The reduction of `term` over i in 0..<count, from `start`: four vectors, then their lanes in pairs.
#define REDUCE(result, count, start, u, v, combine, term)                                \
  do {                                                                                   \
    float slots[SLOTS];                                                                  \
    long i = 0;                                                                          \
    EACH_SLOT slots[k] = (start);                                                        \
    for (; i + SLOTS <= (count); i += SLOTS) EACH_SLOT {                                 \
        const float u = slots[k], v = term(i + k);                                       \
        slots[k] = (combine);                                                            \
      }                                                                                  \
    for (; i + ZOO_LANES <= (count); i += ZOO_LANES)                                     \
      for (int k = 0; k < ZOO_LANES; k++) {                                              \
        const float u = slots[k], v = term(i + k);                                       \
        slots[k] = (combine);                                                            \
      }                                                                                  \
    for (int k = ZOO_LANES; i < (count); i++, k++) {                                     \
      const float u = slots[k], v = term(i);                                             \
      slots[k] = (combine);                                                              \
    }                                                                                    \
    for (int half = SLOTS / 2; half > 0; half /= 2)                                      \
      for (int k = 0; k < half; k++) {                                                   \
        const float u = slots[k], v = slots[k + half];                                   \
        slots[k] = (combine);                                                            \
      }                                                                                  \
    (result) = slots[0];                                                                 \
  } while (0)
#define EACH_SLOT for (int k = 0; k < SLOTS; k++)

#define LARGER (u > v || u != u ? u : v)
#define SMALLER (u < v || u != u ? u : v)

static float ZOO(sum)(const float *x, long count) {
#define TERM(i) x[i]
  float total;
  if (count <= ZOO(block)) {
    REDUCE(total, count, 0.0f, u, v, u + v, TERM);
    return total;
  }
  double sum = 0;
  for (; count > 0; x += ZOO(block), count -= ZOO(block)) {
    const long length = count < ZOO(block) ? count : ZOO(block);
    REDUCE(total, length, 0.0f, u, v, u + v, TERM);
    sum += total;
  }
  return (float)sum;
#undef TERM
}

static float ZOO(largest)(const float *x, long count) {
#define TERM(i) x[i]
  float result;
  REDUCE(result, count, -__builtin_inff(), u, v, LARGER, TERM);
  return result;
#undef TERM
}

static float ZOO(smallest)(const float *x, long count) {
#define TERM(i) x[i]
  float result;
  REDUCE(result, count, __builtin_inff(), u, v, SMALLER, TERM);
  return result;
#undef TERM
}

static double ZOO(dot)(const float *a, const float *b, long count) {
#define TERM(i) a[i] * b[i]
  double sum = 0;
  for (; count > 0; a += ZOO(block), b += ZOO(block), count -= ZOO(block)) {
    const long length = count < ZOO(block) ? count : ZOO(block);
    float total;
    REDUCE(total, length, 0.0f, u, v, u + v, TERM);
    sum += total;
  }
  return sum;
#undef TERM
}

static void ZOO(sum_columns)(
    const float *x, long row, long rows, long columns, float *into) {
  float block[ZOO_COLUMN_TILE];
  double sums[ZOO_COLUMN_TILE];
  for (long i = 0; i < columns; i++) sums[i] = 0;
  for (long r = 0; r < rows;) {
    for (long i = 0; i < columns; i++) block[i] = 0.0f;
    long end = r + ZOO(row_block) < rows ? r + ZOO(row_block) : rows;
    for (; r + 4 <= end; r += 4) {
      const float *a = x + r * row, *b = a + row, *c = b + row, *d = c + row;
      EACH(columns) block[i] += (a[i] + b[i]) + (c[i] + d[i]);
    }
    for (; r < end; r++) {
      const float *a = x + r * row;
      EACH(columns) block[i] += a[i];
    }
    EACH(columns) sums[i] += block[i];
  }
  EACH(columns) into[i] = (float)sums[i];
}

#define EXTREME_COLUMNS(name, start, combine)                                          \
  static void ZOO(name##_columns)(                                                     \
      const float *x, long row, long rows, long columns, float *into) {                \
    for (long i = 0; i < columns; i++) into[i] = (start);                              \
    for (long r = 0; r < rows; r++, x += row) EACH(columns) {                          \
        const float u = into[i], v = x[i];                                             \
        into[i] = (combine);                                                           \
      }                                                                                \
  }
EXTREME_COLUMNS(largest, -__builtin_inff(), LARGER)
EXTREME_COLUMNS(smallest, __builtin_inff(), SMALLER)

#define ROWS(name)                                                                     \
  static void ZOO(name##_rows)(                                                        \
      const float *x, long row, long rows, long count, float *into) {                  \
    if (count >= SHORT || row != count) {                                              \
      for (long r = 0; r < rows; r++) into[r] = ZOO(name)(x + r * row, count);         \
      return;                                                                          \
    }                                                                                  \
    float tile[SHORT * TILE];                                                          \
    for (long r = 0; r < rows; r += TILE) {                                            \
      const long width = tile_rows(r, rows);                                           \
      take_tile(x + r * count, tile, width, count);                                    \
      ZOO(name##_columns)(tile, TILE, count, width, into + r);                         \
    }                                                                                  \
  }
ROWS(sum)
ROWS(largest)
ROWS(smallest)

static void ZOO(largest_places)(const float *x, long rows, long count, long *into) {
  if (count >= SHORT) {
    for (long r = 0; r < rows; r++, x += count) {
      const float m = ZOO(largest)(x, count);
      long place = 0;
      while (place < count - 1 && x[place] != m && x[place] == x[place]) place++;
      into[r] = place;
    }
    return;
  }
  float tile[SHORT * TILE], best[TILE];
  int32_t places[TILE];
  for (long r = 0; r < rows; r += TILE) {
    const long width = tile_rows(r, rows);
    take_tile(x + r * count, tile, width, count);
    EACH(width) {
      best[i] = tile[i];
      places[i] = 0;
    }
    for (int k = 1; k < count; k++) EACH(width) {
        const float u = best[i], v = tile[k * TILE + i];
        const int is_better = (v > u || v != v) && u == u;
        best[i] = is_better ? v : u;
        places[i] = is_better ? k : places[i];
      }
    EACH(width) into[r + i] = places[i];
  }
}

#include "softmax.body.h"

static const struct zoo_reduce_kernels ZOO(table) = {
    .rows = {[ZOO_SUM] = ZOO(sum_rows),
             [ZOO_LARGEST] = ZOO(largest_rows),
             [ZOO_SMALLEST] = ZOO(smallest_rows)},
    .columns = {[ZOO_SUM] = ZOO(sum_columns),
                [ZOO_LARGEST] = ZOO(largest_columns),
                [ZOO_SMALLEST] = ZOO(smallest_columns)},
    .largest_places = ZOO(largest_places),
    .dot = ZOO(dot),
    .softmax_rows = ZOO(softmax_rows),
    .softmax_columns = ZOO(softmax_columns),
    .softmax_rows_gradient = ZOO(softmax_rows_gradient),
    .softmax_columns_gradient = ZOO(softmax_columns_gradient),
    .log_sum_exp_rows = ZOO(log_sum_exp_rows),
    .scaled_exp_rows = ZOO(scaled_exp_rows),
};

#undef SLOTS
#undef REDUCE
#undef EACH_SLOT
#undef LARGER
#undef SMALLER
#undef ROWS
#undef EXTREME_COLUMNS
