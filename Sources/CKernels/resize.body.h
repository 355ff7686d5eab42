// Separable resizing of one image, channels last. Inner loops run over channels.

typedef float ZOO(vector) __attribute__((ext_vector_type(ZOO_LANES), aligned(4)));

// One pixel, y = Σ rows[i] · columns[j] · pixels[i][j]; `taps`, a constant, is 2 or 4. The last vector
// overlaps the one before where the channels do not come out even.
static inline __attribute__((always_inline)) void ZOO(blend)(
    const int taps, const float *const *tops, const int *indices, const float *rows,
    const float *columns, long channels, float *y) {
  const float *pixels[16];
  float weights[16];
  for (int i = 0; i < taps; i++)
    for (int j = 0; j < taps; j++) {
      pixels[taps * i + j] = tops[i] + indices[j] * channels;
      weights[taps * i + j] = rows[i] * columns[j];
    }
  if (channels < ZOO_LANES) {
    for (long c = 0; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < taps * taps; t++) sum += weights[t] * pixels[t][c];
      y[c] = sum;
    }
    return;
  }
  for (long next = 0; next < channels; next += ZOO_LANES) {
    const long c = next + ZOO_LANES <= channels ? next : channels - ZOO_LANES;
    ZOO(vector) sum = {0};
#pragma clang loop unroll(full)
    for (int t = 0; t < taps * taps; t++)
      sum += weights[t] * *(const ZOO(vector) *)(pixels[t] + c);
    *(ZOO(vector) *)(y + c) = sum;
  }
}

static void ZOO(forward)(const struct zoo_resize_plan *plan, const float *x, long first_row,
                         long last_row, float *y) {
  const long taps = plan->taps, channels = plan->channels;
  const long row_size = plan->width.input * channels;
  for (long row = first_row; row < last_row; row++) {
    const float *rows = plan->height.weights + taps * row;
    const float *tops[4];
    for (long i = 0; i < taps; i++)
      tops[i] = x + plan->height.indices[taps * row + i] * row_size;
    float *out = y + row * plan->width.output * channels;
    for (long column = 0; column < plan->width.output; column++, out += channels) {
      const int *indices = plan->width.indices + taps * column;
      const float *columns = plan->width.weights + taps * column;
      if (taps == 1) memcpy(out, tops[0] + indices[0] * channels, channels * sizeof(float));
      else if (taps == 2) ZOO(blend)(2, tops, indices, rows, columns, channels, out);
      else ZOO(blend)(4, tops, indices, rows, columns, channels, out);
    }
  }
}

// Sums the rows of gradients that an input row has a part in, then their columns.
static void ZOO(backward)(const struct zoo_resize_plan *plan, const float *gradient,
                          long first_row, long last_row, float *restrict sums, float *result) {
  const long taps = plan->taps, channels = plan->channels;
  const long row_size = plan->width.output * channels;
  for (long input_row = first_row; input_row < last_row; input_row++) {
    memset(sums, 0, row_size * sizeof(float));
    for (long tap = 0; tap < taps * plan->height.output; tap++) {
      const float weight = plan->height.weights[tap];
      if (plan->height.indices[tap] != input_row || weight == 0) continue;
      const float *restrict g = gradient + tap / taps * row_size;
      for (long i = 0; i < row_size; i++) sums[i] += weight * g[i];
    }
    float *row = result + input_row * plan->width.input * channels;
    memset(row, 0, plan->width.input * channels * sizeof(float));
    for (long tap = 0; tap < taps * plan->width.output; tap++) {
      const float weight = plan->width.weights[tap];
      const float *restrict sum = sums + tap / taps * channels;
      float *restrict out = row + plan->width.indices[tap] * channels;
      for (long c = 0; c < channels; c++) out[c] += weight * sum[c];
    }
  }
}

static const struct zoo_resize_kernels ZOO(table) = {
    .forward = ZOO(forward),
    .backward = ZOO(backward),
};
