// Pooling over windows, channels last. Inner loops run over channels.

// Channels whose maxima are tracked at a time.
#define BLOCK 64

// The larger of two; a NaN in either wins, as in PyTorch.
#define LARGER(v, m) (__builtin_isunordered(v, m) ? (v) + (m) : (v) > (m) ? (v) : (m))

static void ZOO(max_forward)(const struct zoo_pool_plan *plan, const float *x, long first_row,
                             long last_row, long first_channel, long last_channel, float *y) {
  const long channels = plan->channels, width = plan->width.input;
  const long count = last_channel - first_channel;
  for (long row = first_row; row < last_row; row++) {
    const struct window w = window_of(plan, row);
    for (long column = 0; column < plan->width.output; column++) {
      const int *span = plan->width.windows + 2 * column;
      float *restrict out = y + (row * plan->width.output + column) * channels + first_channel;
      bool is_first = true;
      for (long d = w.d0; d < w.d1; d++) {
        for (long h = w.h0; h < w.h1; h++) {
          for (long k = span[0]; k < span[1]; k++) {
            const float *restrict in =
                x + ((d * plan->height.input + h) * width + k) * channels + first_channel;
            if (is_first) {
              memcpy(out, in, count * sizeof(float));
              is_first = false;
              continue;
            }
            for (long c = 0; c < count; c++) out[c] = LARGER(in[c], out[c]);
          }
        }
      }
    }
  }
}

// Adds the gradient of one window to the rows first ..< last of the input.
static void ZOO(max_window_backward)(const struct zoo_pool_plan *plan, struct window w,
                                     const int *span, const float *x, const float *gradient,
                                     long first, long last, float *result) {
  const long channels = plan->channels, width = plan->width.input;
  for (long start = 0; start < channels; start += BLOCK) {
    const long count = channels - start < BLOCK ? channels - start : BLOCK;
    float largest[BLOCK];
    int place[BLOCK];
    int position = 0;
    for (long d = w.d0; d < w.d1; d++) {
      for (long h = w.h0; h < w.h1; h++) {
        for (long k = span[0]; k < span[1]; k++, position++) {
          const float *in = x + ((d * plan->height.input + h) * width + k) * channels + start;
          for (long c = 0; c < count; c++) {
            const int wins = (position == 0) | (in[c] > largest[c]) | (in[c] != in[c]);
            largest[c] = wins ? in[c] : largest[c];
            place[c] = wins ? position : place[c];
          }
        }
      }
    }
    position = 0;
    const float *restrict g = gradient + start;
    for (long d = w.d0; d < w.d1; d++) {
      for (long h = w.h0; h < w.h1; h++) {
        const long row = d * plan->height.input + h;
        if (row < first || row >= last) {
          position += span[1] - span[0];
          continue;
        }
        for (long k = span[0]; k < span[1]; k++, position++) {
          float *restrict out = result + (row * width + k) * channels + start;
          for (long c = 0; c < count; c++) out[c] += place[c] == position ? g[c] : 0.0f;
        }
      }
    }
  }
}

static void ZOO(max_backward)(const struct zoo_pool_plan *plan, const float *x,
                              const float *gradient, long first_row, long last_row,
                              float *result) {
  const long channels = plan->channels, width = plan->width.input;
  memset(result + first_row * width * channels, 0,
         (last_row - first_row) * width * channels * sizeof(float));
  for (long row = 0; row < plan->depth.output * plan->height.output; row++) {
    const struct window w = window_of(plan, row);
    if (!touches(plan, w, first_row, last_row)) continue;
    for (long column = 0; column < plan->width.output; column++) {
      ZOO(max_window_backward)(plan, w, plan->width.windows + 2 * column, x,
                               gradient + (row * plan->width.output + column) * channels,
                               first_row, last_row, result);
    }
  }
}

static void ZOO(average_forward)(const struct zoo_pool_plan *plan, const float *x, long first_row,
                                 long last_row, long first_channel, long last_channel, float *y) {
  const long channels = plan->channels, width = plan->width.input;
  const long count = last_channel - first_channel;
  for (long row = first_row; row < last_row; row++) {
    const struct window w = window_of(plan, row);
    const float row_divisor = plan->depth.divisors[row / plan->height.output] *
                              plan->height.divisors[row % plan->height.output];
    for (long column = 0; column < plan->width.output; column++) {
      const int *span = plan->width.windows + 2 * column;
      float *restrict out = y + (row * plan->width.output + column) * channels + first_channel;
      memset(out, 0, count * sizeof(float));
      for (long d = w.d0; d < w.d1; d++) {
        for (long h = w.h0; h < w.h1; h++) {
          for (long k = span[0]; k < span[1]; k++) {
            const float *restrict in =
                x + ((d * plan->height.input + h) * width + k) * channels + first_channel;
            for (long c = 0; c < count; c++) out[c] += in[c];
          }
        }
      }
      const float factor = 1.0f / (row_divisor * plan->width.divisors[column]);
      for (long c = 0; c < count; c++) out[c] *= factor;
    }
  }
}

static void ZOO(average_backward)(const struct zoo_pool_plan *plan, const float *gradient,
                                  long first_row, long last_row, float *result) {
  const long channels = plan->channels, width = plan->width.input;
  memset(result + first_row * width * channels, 0,
         (last_row - first_row) * width * channels * sizeof(float));
  for (long row = 0; row < plan->depth.output * plan->height.output; row++) {
    const struct window w = window_of(plan, row);
    if (!touches(plan, w, first_row, last_row)) continue;
    const float row_divisor = plan->depth.divisors[row / plan->height.output] *
                              plan->height.divisors[row % plan->height.output];
    for (long d = w.d0; d < w.d1; d++) {
      for (long h = w.h0; h < w.h1; h++) {
        const long input_row = d * plan->height.input + h;
        if (input_row < first_row || input_row >= last_row) continue;
        for (long column = 0; column < plan->width.output; column++) {
          const int *span = plan->width.windows + 2 * column;
          const float factor = 1.0f / (row_divisor * plan->width.divisors[column]);
          const float *restrict g = gradient + (row * plan->width.output + column) * channels;
          for (long k = span[0]; k < span[1]; k++) {
            float *restrict out = result + (input_row * width + k) * channels;
            for (long c = 0; c < channels; c++) out[c] += factor * g[c];
          }
        }
      }
    }
  }
}

static void ZOO(max_2x2_forward)(const float *top, const float *bottom, long pixels, long channels,
                                 float *y) {
  for (long pixel = 0; pixel < pixels; pixel++) {
    const float *restrict a = top + 2 * pixel * channels, *restrict b = a + channels;
    const float *restrict c = bottom + 2 * pixel * channels, *restrict d = c + channels;
    float *restrict out = y + pixel * channels;
    for (long i = 0; i < channels; i++) {
      const float m = b[i] > a[i] ? b[i] : a[i], n = d[i] > c[i] ? d[i] : c[i];
      // Fewer comparisons than of each pair: a sum with a NaN is NaN.
      const int has_nan = __builtin_isunordered(a[i], b[i]) | __builtin_isunordered(c[i], d[i]);
      const float larger = n > m ? n : m;
      out[i] = has_nan ? (a[i] + b[i]) + (c[i] + d[i]) : larger;
    }
  }
}

static void ZOO(max_2x2_backward)(const float *top, const float *bottom, const float *gradient,
                                  long pixels, long channels, float *result_top,
                                  float *result_bottom) {
  for (long pixel = 0; pixel < pixels; pixel++) {
    const long left = 2 * pixel * channels, right = left + channels;
    const float *restrict g = gradient + pixel * channels;
    float *restrict top_left = result_top + left, *restrict top_right = result_top + right;
    float *restrict bottom_left = result_bottom + left;
    float *restrict bottom_right = result_bottom + right;
    for (long i = 0; i < channels; i++) {
      const float a = top[left + i], b = top[right + i];
      const float c = bottom[left + i], d = bottom[right + i];
      const int upper = (b > a) | (b != b), lower = (d > c) | (d != d);
      const float m = upper ? b : a, n = lower ? d : c;
      const int below = (n > m) | (n != n);
      const float above = below ? 0.0f : g[i], beneath = below ? g[i] : 0.0f;
      top_left[i] = upper ? 0.0f : above;
      top_right[i] = upper ? above : 0.0f;
      bottom_left[i] = lower ? 0.0f : beneath;
      bottom_right[i] = lower ? beneath : 0.0f;
    }
  }
}

#undef BLOCK
#undef LARGER

static const struct zoo_pool_kernels ZOO(table) = {
    .max_forward = ZOO(max_forward),
    .max_backward = ZOO(max_backward),
    .average_forward = ZOO(average_forward),
    .average_backward = ZOO(average_backward),
    .max_2x2_forward = ZOO(max_2x2_forward),
    .max_2x2_backward = ZOO(max_2x2_backward),
};
