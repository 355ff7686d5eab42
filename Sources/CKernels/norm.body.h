// Normalizations of [rows, channels]. Sums over rows are in double, four rows in float at a time;
// sums over channels use as many accumulators as there are lanes in two vectors.

typedef float ZOO(vector) __attribute__((vector_size(4 * ZOO_LANES), aligned(4)));

static inline float ZOO(total)(ZOO(vector) a, ZOO(vector) b) {
  a += b;
  float sum = 0;
  for (int i = 0; i < ZOO_LANES; i++) sum += a[i];
  return sum;
}

// Σ x.
static float ZOO(sum)(const float *x, long count) {
  ZOO(vector) a = {0}, b = {0};
  long i = 0;
  for (; i + 2 * ZOO_LANES <= count; i += 2 * ZOO_LANES) {
    a += *(const ZOO(vector) *)(x + i);
    b += *(const ZOO(vector) *)(x + i + ZOO_LANES);
  }
  float rest = 0;
  for (; i < count; i++) rest += x[i];
  return ZOO(total)(a, b) + rest;
}

// Σ (x − mean)².
static float ZOO(squares)(const float *x, float mean, long count) {
  ZOO(vector) a = {0}, b = {0};
  long i = 0;
  for (; i + 2 * ZOO_LANES <= count; i += 2 * ZOO_LANES) {
    const ZOO(vector) p = *(const ZOO(vector) *)(x + i) - mean;
    const ZOO(vector) q = *(const ZOO(vector) *)(x + i + ZOO_LANES) - mean;
    a += p * p;
    b += q * q;
  }
  float rest = 0;
  for (; i < count; i++) rest += (x[i] - mean) * (x[i] - mean);
  return ZOO(total)(a, b) + rest;
}

// Σ g · w.
static float ZOO(products)(const float *g, const float *w, long count) {
  ZOO(vector) a = {0}, b = {0};
  long i = 0;
  for (; i + 2 * ZOO_LANES <= count; i += 2 * ZOO_LANES) {
    a += *(const ZOO(vector) *)(g + i) * *(const ZOO(vector) *)(w + i);
    b += *(const ZOO(vector) *)(g + i + ZOO_LANES) * *(const ZOO(vector) *)(w + i + ZOO_LANES);
  }
  float rest = 0;
  for (; i < count; i++) rest += g[i] * w[i];
  return ZOO(total)(a, b) + rest;
}

// Σ g · w · (x − mean).
static float ZOO(triple_products)(const float *g, const float *w, const float *x, float mean,
                                  long count) {
  ZOO(vector) a = {0}, b = {0};
  long i = 0;
  for (; i + 2 * ZOO_LANES <= count; i += 2 * ZOO_LANES) {
    const long j = i + ZOO_LANES;
    a += *(const ZOO(vector) *)(g + i) * *(const ZOO(vector) *)(w + i) *
         (*(const ZOO(vector) *)(x + i) - mean);
    b += *(const ZOO(vector) *)(g + j) * *(const ZOO(vector) *)(w + j) *
         (*(const ZOO(vector) *)(x + j) - mean);
  }
  float rest = 0;
  for (; i < count; i++) rest += g[i] * w[i] * (x[i] - mean);
  return ZOO(total)(a, b) + rest;
}

static void ZOO(moments)(const float *x, const float *shift, long rows, long channels,
                         double *restrict sum, double *restrict square) {
  long row = 0;
  for (; row + 4 <= rows; row += 4) {
    const float *restrict x0 = x + row * channels, *restrict x1 = x0 + channels;
    const float *restrict x2 = x1 + channels, *restrict x3 = x2 + channels;
    for (long c = 0; c < channels; c++) {
      const float a = x0[c] - shift[c], b = x1[c] - shift[c];
      const float d = x2[c] - shift[c], e = x3[c] - shift[c];
      sum[c] += (a + b) + (d + e);
      square[c] += (a * a + b * b) + (d * d + e * e);
    }
  }
  for (; row < rows; row++) {
    for (long c = 0; c < channels; c++) {
      const float a = x[row * channels + c] - shift[c];
      sum[c] += a;
      square[c] += a * a;
    }
  }
}

static void ZOO(gradient_sums)(const float *x, const float *gradient, const float *mean, long rows,
                               long channels, double *restrict sum, double *restrict product) {
  long row = 0;
  for (; row + 2 <= rows; row += 2) {
    const float *restrict x0 = x + row * channels, *restrict x1 = x0 + channels;
    const float *restrict g0 = gradient + row * channels, *restrict g1 = g0 + channels;
    for (long c = 0; c < channels; c++) {
      sum[c] += g0[c] + g1[c];
      product[c] += g0[c] * (x0[c] - mean[c]) + g1[c] * (x1[c] - mean[c]);
    }
  }
  for (; row < rows; row++) {
    for (long c = 0; c < channels; c++) {
      const float g = gradient[row * channels + c];
      sum[c] += g;
      product[c] += g * (x[row * channels + c] - mean[c]);
    }
  }
}

static void ZOO(scale_shift)(const float *x, const float *restrict scale,
                             const float *restrict shift, long rows, long channels, float *y) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels;
    float *restrict out = y + row * channels;
    for (long c = 0; c < channels; c++) out[c] = in[c] * scale[c] + shift[c];
  }
}

static void ZOO(scale_both)(const float *x, const float *gradient, const float *restrict mean,
                            const float *restrict a, const float *restrict b,
                            const float *restrict shift, long rows, long channels, float *result) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels, *restrict g = gradient + row * channels;
    float *restrict out = result + row * channels;
    for (long c = 0; c < channels; c++)
      out[c] = g[c] * a[c] + ((in[c] - mean[c]) * b[c] + shift[c]);
  }
}

static void ZOO(layer_forward)(const float *x, const float *restrict weight,
                               const float *restrict bias, float epsilon, long rows, long channels,
                               float *y) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels;
    float *restrict out = y + row * channels;
    const float mean = ZOO(sum)(in, channels) / channels;
    const float factor = 1.0f / sqrtf(ZOO(squares)(in, mean, channels) / channels + epsilon);
    for (long c = 0; c < channels; c++) out[c] = (in[c] - mean) * factor * weight[c] + bias[c];
  }
}

static void ZOO(layer_backward)(const float *x, const float *gradient, const float *restrict weight,
                                float epsilon, long rows, long channels, float *result,
                                double *restrict weight_sum, double *restrict bias_sum) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels, *restrict g = gradient + row * channels;
    const float mean = ZOO(sum)(in, channels) / channels;
    const float factor = 1.0f / sqrtf(ZOO(squares)(in, mean, channels) / channels + epsilon);
    for (long c = 0; c < channels; c++) {
      weight_sum[c] += g[c] * ((in[c] - mean) * factor);
      bias_sum[c] += g[c];
    }
    if (result == NULL) continue;
    // factor · (gw − mean(gw) − x̂ mean(gw x̂))
    const float centre = ZOO(products)(g, weight, channels) / channels;
    const float slope =
        ZOO(triple_products)(g, weight, in, mean, channels) / channels * factor * factor;
    float *restrict out = result + row * channels;
    for (long c = 0; c < channels; c++)
      out[c] = (g[c] * weight[c] - centre - (in[c] - mean) * slope) * factor;
  }
}

static void ZOO(l2_forward)(const float *x, const float *restrict weight, float epsilon, long rows,
                            long channels, float *y) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels;
    float *restrict out = y + row * channels;
    const float factor = 1.0f / (sqrtf(ZOO(squares)(in, 0, channels)) + epsilon);
    for (long c = 0; c < channels; c++) out[c] = in[c] * factor * weight[c];
  }
}

static void ZOO(l2_backward)(const float *x, const float *gradient, const float *restrict weight,
                             float epsilon, long rows, long channels, float *result,
                             double *restrict weight_sum) {
  for (long row = 0; row < rows; row++) {
    const float *restrict in = x + row * channels, *restrict g = gradient + row * channels;
    const float norm = sqrtf(ZOO(squares)(in, 0, channels));
    const float factor = 1.0f / (norm + epsilon);
    for (long c = 0; c < channels; c++) weight_sum[c] += g[c] * in[c] * factor;
    if (result == NULL) continue;
    // gw / (norm + ε) − x Σ gwx / ((norm + ε)² norm)
    const float sum = ZOO(triple_products)(g, weight, in, 0, channels);
    const float slope = norm > 0 ? sum * factor * factor / norm : 0;
    float *restrict out = result + row * channels;
    for (long c = 0; c < channels; c++) out[c] = g[c] * weight[c] * factor - in[c] * slope;
  }
}

static void ZOO(dropout)(const float *restrict x, unsigned long long key, long first, long count,
                         unsigned threshold, float scale, float *restrict y) {
  const uint32_t low = (uint32_t)key ^ (uint32_t)((uint64_t)first >> 32);
  const uint32_t high = (uint32_t)(key >> 32), start = (uint32_t)first;
  for (long i = 0; i < count; i++) {
    const uint32_t bits = mixed(mixed(start + (uint32_t)i + low) + high) >> 8;
    y[i] = bits >= threshold ? x[i] * scale : 0.0f;
  }
}

static const struct zoo_norm_kernels ZOO(table) = {
    .moments = ZOO(moments),
    .gradient_sums = ZOO(gradient_sums),
    .scale_shift = ZOO(scale_shift),
    .scale_both = ZOO(scale_both),
    .layer_forward = ZOO(layer_forward),
    .layer_backward = ZOO(layer_backward),
    .l2_forward = ZOO(l2_forward),
    .l2_backward = ZOO(l2_backward),
    .dropout = ZOO(dropout),
};
