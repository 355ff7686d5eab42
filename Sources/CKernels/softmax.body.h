// Softmax, its logarithm and its gradient; a part of reduce.body.h, whose sums it uses.

static void ZOO(softmax_long_rows)(
    const float *x, float *y, long rows, long count, int logarithmic) {
  for (long r = 0; r < rows; r++, x += count, y += count) {
    const float m = ZOO(largest)(x, count);
    if (logarithmic) {
#define TERM(i) zoo_exp_of_small(x[i] - m)
      float sum;
      REDUCE(sum, count, 0.0f, u, v, u + v, TERM);
#undef TERM
      const float logarithm = zoo_log(sum);
      EACH(count) y[i] = (x[i] - m) - logarithm;
    } else {
      EACH(count) y[i] = zoo_exp_of_small(x[i] - m);
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
      const float e = zoo_exp_of_small(x[r * row + i] - m[i]);
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
      EACH(count) into[i] = g[i] - zoo_exp_of_small(y[i]) * sum;
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
      into[r * row + i] = logarithmic ? v - zoo_exp_of_small(u) * sums[i] : u * (v - sums[i]);
    }
}

static void ZOO(log_sum_exp_long_rows)(const float *x, long rows, long count, float *into) {
  for (long r = 0; r < rows; r++, x += count) {
    const float m = ZOO(largest)(x, count);
    float sum;
#define TERM(i) zoo_exp_of_small(x[i] - m)
    REDUCE(sum, count, 0.0f, u, v, u + v, TERM);
#undef TERM
    into[r] = m + zoo_log(sum);
  }
}

static void ZOO(scaled_exp_long_rows)(
    const float *x, const float *shifts, const float *scales, float *y, long rows, long count) {
  for (long r = 0; r < rows; r++, x += count, y += count) {
    const float shift = shifts[r], scale = scales[r];
    EACH(count) y[i] = scale * zoo_exp_of_small(x[i] - shift);
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
      EACH(width) sums[i] += zoo_exp_of_small(tile[k * TILE + i] - m[i]);
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
      EACH(width) column[i] = scales[r + i] * zoo_exp_of_small(column[i] - shifts[r + i]);
    }
    give_tile(tile, y + r * count, width, count);
  }
}
