// Separable resizing of one image, channels last. Inner loops run over channels.

// y = Σ of four pixels: bilinear.
static inline void ZOO(blend_four)(const float *restrict a, const float *restrict b,
                                   const float *restrict c, const float *restrict d,
                                   const float *rows, const float *columns, long channels,
                                   float *restrict y) {
  const float p = rows[0], q = rows[1], r = columns[0], s = columns[1];
  for (long i = 0; i < channels; i++)
    y[i] = p * (r * a[i] + s * b[i]) + q * (r * c[i] + s * d[i]);
}

static void ZOO(forward)(const struct zoo_resize_plan *plan, const float *x, long first_row,
                         long last_row, float *y) {
  const long taps = plan->taps, channels = plan->channels, width = plan->width.input;
  for (long row = first_row; row < last_row; row++) {
    const int *row_indices = plan->height.indices + taps * row;
    const float *row_weights = plan->height.weights + taps * row;
    for (long column = 0; column < plan->width.output; column++) {
      const int *indices = plan->width.indices + taps * column;
      const float *weights = plan->width.weights + taps * column;
      float *restrict out = y + (row * plan->width.output + column) * channels;
      if (taps == 1) {
        memcpy(out, x + (row_indices[0] * width + indices[0]) * channels,
               channels * sizeof(float));
        continue;
      }
      if (taps == 2) {
        const float *top = x + row_indices[0] * width * channels;
        const float *bottom = x + row_indices[1] * width * channels;
        const long left = indices[0] * channels, right = indices[1] * channels;
        ZOO(blend_four)(top + left, top + right, bottom + left, bottom + right, row_weights,
                        weights, channels, out);
        continue;
      }
      memset(out, 0, channels * sizeof(float));
      for (long i = 0; i < taps; i++) {
        for (long j = 0; j < taps; j++) {
          const float *restrict in = x + (row_indices[i] * width + indices[j]) * channels;
          const float weight = row_weights[i] * weights[j];
          for (long c = 0; c < channels; c++) out[c] += weight * in[c];
        }
      }
    }
  }
}

static void ZOO(backward)(const struct zoo_resize_plan *plan, const float *gradient,
                          long first_row, long last_row, float *result) {
  const long taps = plan->taps, channels = plan->channels, width = plan->width.input;
  memset(result + first_row * width * channels, 0,
         (last_row - first_row) * width * channels * sizeof(float));
  for (long row = 0; row < plan->height.output; row++) {
    for (long i = 0; i < taps; i++) {
      const long input_row = plan->height.indices[taps * row + i];
      const float row_weight = plan->height.weights[taps * row + i];
      if (input_row < first_row || input_row >= last_row || row_weight == 0) continue;
      for (long column = 0; column < plan->width.output; column++) {
        const float *restrict g = gradient + (row * plan->width.output + column) * channels;
        for (long j = 0; j < taps; j++) {
          const float weight = row_weight * plan->width.weights[taps * column + j];
          const long input_column = plan->width.indices[taps * column + j];
          float *restrict out = result + (input_row * width + input_column) * channels;
          for (long c = 0; c < channels; c++) out[c] += weight * g[c];
        }
      }
    }
  }
}

static const struct zoo_resize_kernels ZOO(table) = {
    .forward = ZOO(forward),
    .backward = ZOO(backward),
};
