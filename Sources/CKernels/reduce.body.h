// Sums, extremes and softmax; see zoo_reduce.h.
//
// Every sum runs over SLOTS accumulators, in an order that depends on the count alone; blocks of
// BLOCK elements are added up in double precision.

#define SLOTS (4 * ZOO_LANES)
enum { ZOO(block) = 4096, ZOO(row_block) = 64 };

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

static void ZOO(softmax_long_rows)(
    const float *x, float *y, long rows, long count, int logarithmic) {
  for (long r = 0; r < rows; r++, x += count, y += count) {
    const float m = ZOO(largest)(x, count);
    if (logarithmic) {
#define TERM(i) zoo_exp(x[i] - m)
      float sum;
      REDUCE(sum, count, 0.0f, u, v, u + v, TERM);
#undef TERM
      const float logarithm = zoo_log(sum);
      EACH(count) y[i] = (x[i] - m) - logarithm;
    } else {
      EACH(count) y[i] = zoo_exp(x[i] - m);
      const float factor = 1.0f / ZOO(sum)(y, count);
      EACH(count) y[i] *= factor;
    }
  }
}

static void ZOO(softmax_columns)(
    const float *x, float *y, long row, long rows, long columns, int logarithmic) {
  float m[ZOO_COLUMN_TILE], sums[ZOO_COLUMN_TILE];
  ZOO(largest_columns)(x, row, rows, columns, m);
  for (long i = 0; i < columns; i++) sums[i] = 0.0f;
  for (long r = 0; r < rows; r++) EACH(columns) {
      const float e = zoo_exp(x[r * row + i] - m[i]);
      if (!logarithmic) y[r * row + i] = e;
      sums[i] += e;
    }
  if (logarithmic) {
    EACH(columns) sums[i] = zoo_log(sums[i]);
    for (long r = 0; r < rows; r++)
      EACH(columns) y[r * row + i] = (x[r * row + i] - m[i]) - sums[i];
  } else {
    EACH(columns) sums[i] = 1.0f / sums[i];
    for (long r = 0; r < rows; r++) EACH(columns) y[r * row + i] *= sums[i];
  }
}

static void ZOO(softmax_long_rows_gradient)(
    const float *y, const float *g, float *into, long rows, long count, int logarithmic) {
  for (long r = 0; r < rows; r++, y += count, g += count, into += count) {
    if (logarithmic) {
      const float sum = ZOO(sum)(g, count);
      EACH(count) into[i] = g[i] - zoo_exp(y[i]) * sum;
    } else {
      const float sum = (float)ZOO(dot)(y, g, count);
      EACH(count) into[i] = y[i] * (g[i] - sum);
    }
  }
}

static void ZOO(softmax_columns_gradient)(
    const float *y, const float *g, float *into, long row, long rows, long columns,
    int logarithmic) {
  float sums[ZOO_COLUMN_TILE];
  for (long i = 0; i < columns; i++) sums[i] = 0.0f;
  for (long r = 0; r < rows; r++) EACH(columns) {
      const float term = g[r * row + i];
      sums[i] += logarithmic ? term : term * y[r * row + i];
    }
  for (long r = 0; r < rows; r++) EACH(columns) {
      const float u = y[r * row + i], v = g[r * row + i];
      into[r * row + i] = logarithmic ? v - zoo_exp(u) * sums[i] : u * (v - sums[i]);
    }
}

static void ZOO(log_sum_exp_long_rows)(const float *x, long rows, long count, float *into) {
  for (long r = 0; r < rows; r++, x += count) {
    const float m = ZOO(largest)(x, count);
    float sum;
#define TERM(i) zoo_exp(x[i] - m)
    REDUCE(sum, count, 0.0f, u, v, u + v, TERM);
#undef TERM
    into[r] = m + zoo_log(sum);
  }
}

static void ZOO(scaled_exp_long_rows)(
    const float *x, const float *shifts, const float *scales, float *y, long rows, long count) {
  for (long r = 0; r < rows; r++, x += count, y += count) {
    const float shift = shifts[r], scale = scales[r];
    EACH(count) y[i] = scale * zoo_exp(x[i] - shift);
  }
}

static void ZOO(softmax_rows)(
    const float *x, float *y, long rows, long count, int logarithmic) {
  if (count >= SHORT) return ZOO(softmax_long_rows)(x, y, rows, count, logarithmic);
  float tile[SHORT * TILE];
  for (long r = 0; r < rows; r += TILE) {
    const long width = tile_rows(r, rows);
    take_tile(x + r * count, tile, width, count);
    ZOO(softmax_columns)(tile, tile, TILE, count, width, logarithmic);
    give_tile(tile, y + r * count, width, count);
  }
}

static void ZOO(softmax_rows_gradient)(
    const float *y, const float *g, float *into, long rows, long count, int logarithmic) {
  if (count >= SHORT)
    return ZOO(softmax_long_rows_gradient)(y, g, into, rows, count, logarithmic);
  float outputs[SHORT * TILE], gradients[SHORT * TILE];
  for (long r = 0; r < rows; r += TILE) {
    const long width = tile_rows(r, rows);
    take_tile(y + r * count, outputs, width, count);
    take_tile(g + r * count, gradients, width, count);
    ZOO(softmax_columns_gradient)(
        outputs, gradients, gradients, TILE, count, width, logarithmic);
    give_tile(gradients, into + r * count, width, count);
  }
}

static void ZOO(log_sum_exp_rows)(const float *x, long rows, long count, float *into) {
  if (count >= SHORT) return ZOO(log_sum_exp_long_rows)(x, rows, count, into);
  float tile[SHORT * TILE], m[TILE], sums[TILE];
  for (long r = 0; r < rows; r += TILE) {
    const long width = tile_rows(r, rows);
    take_tile(x + r * count, tile, width, count);
    ZOO(largest_columns)(tile, TILE, count, width, m);
    EACH(width) sums[i] = 0.0f;
    for (long k = 0; k < count; k++)
      EACH(width) sums[i] += zoo_exp(tile[k * TILE + i] - m[i]);
    EACH(width) into[r + i] = m[i] + zoo_log(sums[i]);
  }
}

static void ZOO(scaled_exp_rows)(
    const float *x, const float *shifts, const float *scales, float *y, long rows, long count) {
  if (count >= SHORT) return ZOO(scaled_exp_long_rows)(x, shifts, scales, y, rows, count);
  float tile[SHORT * TILE];
  for (long r = 0; r < rows; r += TILE) {
    const long width = tile_rows(r, rows);
    take_tile(x + r * count, tile, width, count);
    for (long k = 0; k < count; k++) {
      float *column = tile + k * TILE;
      EACH(width) column[i] = scales[r + i] * zoo_exp(column[i] - shifts[r + i]);
    }
    give_tile(tile, y + r * count, width, count);
  }
}

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
