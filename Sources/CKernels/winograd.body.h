typedef float ZOO(vector) __attribute__((ext_vector_type(ZOO_LANES), aligned(4)));

typedef float ZOO(aligned_vector) __attribute__((ext_vector_type(ZOO_LANES)));

#define ZOO_INLINE static inline __attribute__((always_inline))
#define ZOO_UNROLLED _Pragma("clang loop unroll(full)")

ZOO_INLINE ZOO(vector) ZOO(load)(const float *from, long count) {
  if (count >= ZOO_LANES) return *(const ZOO(vector) *)from;
  ZOO(vector) x = {0};
  memcpy(&x, from, sizeof(float) * count);
  return x;
}

ZOO_INLINE void ZOO(store)(float *to, ZOO(vector) x, long count) {
  if (count >= ZOO_LANES) *(ZOO(vector) *)to = x;
  else memcpy(to, &x, sizeof(float) * count);
}

// Bᵀ d
ZOO_INLINE void ZOO(input_line)(const int taps, const ZOO(vector) * d, ZOO(vector) * t,
                                long t_step) {
  if (taps == 2) {
    ZOO(vector) a = d[3] - d[2], b = d[3] - d[1];
    t[0] = 2 * (d[0] - d[2]) + b;
    t[t_step] = a - 2 * d[1];
    t[2 * t_step] = a + 2 * (d[1] - d[2]);
    t[3 * t_step] = b;
    t[4 * t_step] = d[4] - d[2] - 2 * b;
    return;
  }
  ZOO(vector) a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
  t[0] = 4 * d[0] - 5 * d[2] + d[4];
  t[t_step] = a + b;
  t[2 * t_step] = a - b;
  t[3 * t_step] = c + e;
  t[4 * t_step] = c - e;
  t[5 * t_step] = 4 * d[1] - 5 * d[3] + d[5];
}

// Aᵀ m
ZOO_INLINE void ZOO(output_line)(const int taps, const ZOO(vector) * m, ZOO(vector) * y,
                                 long y_step) {
  ZOO(vector) s1 = m[1] + m[2], s2 = m[1] - m[2];
  if (taps == 2) {
    y[0] = m[0] + s1 + m[3];
    y[y_step] = s2 + 2 * m[3];
    y[2 * y_step] = s1 + 4 * m[3];
    y[3 * y_step] = s2 + 8 * m[3] + m[4];
    return;
  }
  ZOO(vector) s3 = m[3] + m[4], s4 = m[3] - m[4];
  y[0] = m[0] + s1 + s3;
  y[y_step] = s2 + 2 * s4;
  y[2 * y_step] = s1 + 4 * s3;
  y[3 * y_step] = s2 + 8 * s4 + m[5];
}

// A g
ZOO_INLINE void ZOO(gradient_line)(const ZOO(vector) * g, long step, ZOO(vector) * m, long m_step) {
  ZOO(vector) even = g[0] + g[2 * step], odd = g[step] + g[3 * step];
  ZOO(vector) even2 = g[0] + 4 * g[2 * step], odd2 = 2 * g[step] + 8 * g[3 * step];
  m[0] = g[0];
  m[m_step] = even + odd;
  m[2 * m_step] = even - odd;
  m[3 * m_step] = even2 + odd2;
  m[4 * m_step] = even2 - odd2;
  m[5 * m_step] = g[3 * step];
}

// G g
ZOO_INLINE void ZOO(filter_line)(const int taps, const ZOO(vector) * g, long step,
                                 ZOO(vector) * u, long u_step) {
  const float third = 1.0f / 3, sixth = 1.0f / 6, twelfth = 1.0f / 12, twentyfourth = 1.0f / 24;
  ZOO(vector) g0 = g[0], g1 = g[step];
  if (taps == 2) {
    ZOO(vector) part = sixth * g0;
    u[0] = 0.5f * g0;
    u[u_step] = -0.5f * (g0 + g1);
    u[2 * u_step] = sixth * g1 - part;
    u[3 * u_step] = third * g1 + part;
    u[4 * u_step] = g1;
    return;
  }
  ZOO(vector) g2 = g[2 * step];
  ZOO(vector) sum = -sixth * (g0 + g2), wide = g0 * twentyfourth + g2 * sixth;
  u[0] = 0.25f * g0;
  u[u_step] = sum - sixth * g1;
  u[2 * u_step] = sum + sixth * g1;
  u[3 * u_step] = wide + twelfth * g1;
  u[4 * u_step] = wide - twelfth * g1;
  u[5 * u_step] = g2;
}

// Gᵀ u
ZOO_INLINE void ZOO(filter_gradient_line)(const ZOO(vector) * u, long step, ZOO(vector) * g,
                                          long g_step) {
  const float sixth = 1.0f / 6, twelfth = 1.0f / 12, twentyfourth = 1.0f / 24;
  ZOO(vector) s1 = u[step] + u[2 * step], s2 = u[2 * step] - u[step];
  ZOO(vector) s3 = u[3 * step] + u[4 * step], s4 = u[3 * step] - u[4 * step];
  g[0] = 0.25f * u[0] - sixth * s1 + twentyfourth * s3;
  g[g_step] = sixth * s2 + twelfth * s4;
  g[2 * g_step] = sixth * (s3 - s1) + u[5 * step];
}

ZOO_INLINE void ZOO(all_filters)(const int taps, long count, const float *filters,
                                 long tap_stride, float *transformed, long position_stride) {
  const int side = taps + 3;
  for (long i = 0; i < count; i += ZOO_LANES) {
    ZOO(vector) g[9], half[18], u[6];
    ZOO_UNROLLED
    for (int t = 0; t < taps * taps; t++)
      g[t] = *(const ZOO(vector) *)(filters + t * tap_stride + i);
    ZOO_UNROLLED
    for (int x = 0; x < taps; x++) ZOO(filter_line)(taps, g + x, taps, half + x, taps);
    ZOO_UNROLLED
    for (int y = 0; y < side; y++) {
      ZOO(filter_line)(taps, half + taps * y, 1, u, 1);
      ZOO_UNROLLED
      for (int x = 0; x < side; x++)
        *(ZOO(vector) *)(transformed + (side * y + x) * position_stride + i) = u[x];
    }
  }
}

static void ZOO(filters)(long taps, long count, const float *filters, long tap_stride,
                         float *transformed, long position_stride) {
  if (taps == 2) ZOO(all_filters)(2, count, filters, tap_stride, transformed, position_stride);
  else ZOO(all_filters)(3, count, filters, tap_stride, transformed, position_stride);
}

static void ZOO(filter_gradients)(long count, const float *transformed, long position_stride,
                                  float *taps, long tap_stride) {
  for (long i = 0; i < count; i += ZOO_LANES) {
    const long left = count - i;
    ZOO(vector) u[36], half[18], g[9];
    ZOO_UNROLLED
    for (int p = 0; p < 36; p++) u[p] = ZOO(load)(transformed + p * position_stride + i, left);
    ZOO_UNROLLED
    for (int x = 0; x < 6; x++) ZOO(filter_gradient_line)(u + x, 6, half + x, 6);
    ZOO_UNROLLED
    for (int y = 0; y < 3; y++) ZOO(filter_gradient_line)(half + 6 * y, 1, g + 3 * y, 1);
    ZOO_UNROLLED
    for (int t = 0; t < 9; t++) ZOO(store)(taps + t * tap_stride + i, g[t], left);
  }
}

// A tile's place: its image and the first output.
struct ZOO(tile_place) {
  long image, top, left;
};

static struct ZOO(tile_place) ZOO(place)(const struct zoo_tiles *s, long tile) {
  struct ZOO(tile_place) place;
  place.left = tile % s->tiles_across * 4 * s->dilation_across;
  tile /= s->tiles_across;
  place.top = tile % s->tiles_down * 4 * s->dilation_down;
  tile /= s->tiles_down;
  place.left += tile % s->dilation_across;
  tile /= s->dilation_across;
  place.top += tile % s->dilation_down;
  place.image = tile / s->dilation_down;
  return place;
}

// The outputs of a tile that lie inside along an axis; more than four, or none, may.
static long ZOO(inside)(long extent, long first, long dilation) {
  return (extent - first + dilation - 1) / dilation;
}

// One vector of channels of a tile; `top` and `left` may lie outside where the tile is not whole.
ZOO_INLINE void ZOO(input_vector)(const struct zoo_tiles *s, const int taps, int is_whole,
                                  const float *image, long top, long left, long channels_left,
                                  float *to, long position_stride) {
  const int side = taps + 3;
  ZOO(vector) half[36], line[6];
  const long down = s->dilation_down, across = s->dilation_across;
  const long row_stride = s->input_width * s->channels;
  ZOO_UNROLLED
  for (int x = 0; x < side; x++) {
    ZOO(vector) d[6];
    ZOO_UNROLLED
    for (int y = 0; y < side; y++) {
      const long row = top + y * down, column = left + x * across;
      const float *pixel = image + row * row_stride + column * s->channels;
      const int inside = is_whole || (row >= 0 && row < s->input_height && column >= 0 &&
                                      column < s->input_width);
      d[y] = inside ? ZOO(load)(pixel, channels_left) : (ZOO(vector)){0};
    }
    ZOO(input_line)(taps, d, half + x, side);
  }
  ZOO_UNROLLED
  for (int y = 0; y < side; y++) {
    ZOO(input_line)(taps, half + side * y, line, 1);
    ZOO_UNROLLED
    for (int x = 0; x < side; x++)
      *(ZOO(vector) *)(to + (side * y + x) * position_stride) = line[x];
  }
}

// Asks for the columns of a tile that the one before has not read; the processor sees no pattern.
ZOO_INLINE void ZOO(prefetch_tile)(const struct zoo_tiles *s, const int taps, const float *image,
                                   long top, long left) {
  ZOO_UNROLLED
  for (int y = 0; y < taps + 3; y++) {
    const float *row = image + ((top + y * s->dilation_down) * s->input_width + left) * s->channels;
    ZOO_UNROLLED
    for (int x = taps - 1; x < taps + 3; x++)
      __builtin_prefetch(row + x * s->dilation_across * s->channels, 0, 3);
  }
}

ZOO_INLINE void ZOO(all_input)(const struct zoo_tiles *s, const int taps, long first, long count,
                               long channel, long channels, const float *input,
                               float *transformed, long row_stride, long position_stride) {
  const long reach = taps + 2;
  for (long tile = 0; tile < count; tile++) {
    struct ZOO(tile_place) place = ZOO(place)(s, first + tile);
    const float *image =
        input + place.image * s->input_height * s->input_width * s->channels + channel;
    const long top = place.top - s->padding_top, left = place.left - s->padding_left;
    const int is_whole = top >= 0 && left >= 0 &&
                         top + reach * s->dilation_down < s->input_height &&
                         left + reach * s->dilation_across < s->input_width;
    float *to = transformed + tile * row_stride;
    long c = 0;
    if (is_whole)
      for (; c + ZOO_LANES <= channels; c += ZOO_LANES) {
        ZOO(prefetch_tile)(s, taps, image + c, top, left + 4 * s->dilation_across);
        ZOO(input_vector)(s, taps, 1, image + c, top, left, ZOO_LANES, to + c, position_stride);
      }
    for (; c < channels; c += ZOO_LANES)
      ZOO(input_vector)(s, taps, 0, image + c, top, left, channels - c, to + c, position_stride);
  }
}

static void ZOO(input)(const struct zoo_tiles *s, long first, long count, long channel,
                       long channels, const float *input, float *transformed, long row_stride,
                       long position_stride) {
  if (s->taps == 2)
    ZOO(all_input)(s, 2, first, count, channel, channels, input, transformed, row_stride,
                   position_stride);
  else
    ZOO(all_input)(s, 3, first, count, channel, channels, input, transformed, row_stride,
                   position_stride);
}

ZOO_INLINE void ZOO(output_vector)(const struct zoo_tiles *s, const int taps, int is_whole,
                                   int streams, const float *from, long position_stride,
                                   const struct zoo_epilogue *e, long rows, long columns,
                                   long first_pixel, long c, float *output) {
  const int side = taps + 3;
  ZOO(vector) half[24];
  const long left = is_whole ? ZOO_LANES : s->outputs - c;
  const long down = s->dilation_down * s->step_down * s->whole_width;
  const long across = s->dilation_across * s->step_across;
  ZOO_UNROLLED
  for (int x = 0; x < side; x++) {
    ZOO(vector) m[6];
    ZOO_UNROLLED
    for (int y = 0; y < side; y++)
      m[y] = *(const ZOO(vector) *)(from + (side * y + x) * position_stride);
    ZOO(output_line)(taps, m, half + x, side);
  }
  ZOO(vector) bias = {0}, zero = {0};
  if (e->bias) bias = ZOO(load)(e->bias + c, left);
  ZOO_UNROLLED
  for (int y = 0; y < 4; y++) {
    if (!is_whole && y >= rows) return;
    ZOO(vector) line[4];
    ZOO(output_line)(taps, half + side * y, line, 1);
    ZOO_UNROLLED
    for (int x = 0; x < 4; x++) {
      if (!is_whole && x >= columns) break;
      const long pixel = first_pixel + y * down + x * across;
      ZOO(vector) value = line[x] + bias;
      if (e->residual) value += ZOO(load)(e->residual + pixel * e->residual_stride + c, left);
      if (e->activation == ZOO_RELU) value = value < zero ? zero : value;
      if (e->activation == ZOO_LEAKY_RELU) value = value < zero ? value * e->slope : value;
      float *to = output + pixel * s->outputs + c;
      if (streams) __builtin_nontemporal_store(value, (ZOO(aligned_vector) *)to);
      else ZOO(store)(to, value, left);
    }
  }
}

ZOO_INLINE void ZOO(all_output)(const struct zoo_tiles *s, const int taps, long first, long count,
                                long column, const float *transformed, long row_stride,
                                long position_stride, const struct zoo_epilogue *e,
                                float *output) {
  const int streams = s->streams && s->outputs % ZOO_LANES == 0 &&
                      (unsigned long)output % sizeof(ZOO(vector)) == 0;
  const long end = s->outputs - column < ZOO_PANEL ? s->outputs : column + ZOO_PANEL;
  for (long tile = 0; tile < count; tile++) {
    struct ZOO(tile_place) place = ZOO(place)(s, first + tile);
    const long rows = ZOO(inside)(s->output_height, place.top, s->dilation_down);
    const long columns = ZOO(inside)(s->output_width, place.left, s->dilation_across);
    const long pixel =
        (place.image * s->whole_height + s->first_down + place.top * s->step_down) *
            s->whole_width +
        s->first_across + place.left * s->step_across;
    const float *from = transformed + tile * row_stride;
    long c = column;
    if (rows >= 4 && columns >= 4) {
      for (; c + ZOO_LANES <= end; c += ZOO_LANES, from += ZOO_LANES) {
        if (streams)
          ZOO(output_vector)(s, taps, 1, 1, from, position_stride, e, 4, 4, pixel, c, output);
        else
          ZOO(output_vector)(s, taps, 1, 0, from, position_stride, e, 4, 4, pixel, c, output);
      }
    }
    for (; c < end; c += ZOO_LANES, from += ZOO_LANES)
      ZOO(output_vector)(s, taps, 0, 0, from, position_stride, e, rows, columns, pixel, c, output);
  }
#if defined(__x86_64__)
  if (streams) __builtin_ia32_sfence();
#endif
}

static void ZOO(output)(const struct zoo_tiles *s, long first, long count, long column,
                        const float *transformed, long row_stride, long position_stride,
                        const struct zoo_epilogue *e, float *output) {
  if (s->taps == 2)
    ZOO(all_output)(s, 2, first, count, column, transformed, row_stride, position_stride, e,
                    output);
  else
    ZOO(all_output)(s, 3, first, count, column, transformed, row_stride, position_stride, e,
                    output);
}

ZOO_INLINE void ZOO(gradient_vector)(const struct zoo_tiles *s, int is_whole, const float *from,
                                     long rows, long columns, long channels_left, float *to,
                                     long position_stride) {
  ZOO(vector) half[24], line[6];
  ZOO_UNROLLED
  for (int x = 0; x < 4; x++) {
    ZOO(vector) g[4];
    ZOO_UNROLLED
    for (int y = 0; y < 4; y++) {
      const float *pixel =
          from + (y * s->dilation_down * s->output_width + x * s->dilation_across) * s->outputs;
      const int inside = is_whole || (y < rows && x < columns);
      g[y] = inside ? ZOO(load)(pixel, channels_left) : (ZOO(vector)){0};
    }
    ZOO(gradient_line)(g, 1, half + x, 4);
  }
  ZOO_UNROLLED
  for (int y = 0; y < 6; y++) {
    ZOO(gradient_line)(half + 4 * y, 1, line, 1);
    ZOO_UNROLLED
    for (int x = 0; x < 6; x++)
      *(ZOO(vector) *)(to + (6 * y + x) * position_stride) = line[x];
  }
}

static void ZOO(output_gradients)(const struct zoo_tiles *s, long first, long count,
                                  const float *gradient, float *transformed, long panel_stride,
                                  long position_stride) {
  for (long tile = 0; tile < count; tile++) {
    struct ZOO(tile_place) place = ZOO(place)(s, first + tile);
    const long rows = ZOO(inside)(s->output_height, place.top, s->dilation_down);
    const long columns = ZOO(inside)(s->output_width, place.left, s->dilation_across);
    const float *from =
        gradient +
        ((place.image * s->output_height + place.top) * s->output_width + place.left) * s->outputs;
    float *to = transformed + tile * ZOO_PANEL;
    for (long c = 0; c < s->outputs; c += ZOO_LANES) {
      float *at = to + c / ZOO_PANEL * panel_stride + c % ZOO_PANEL;
      if (rows >= 4 && columns >= 4 && s->outputs - c >= ZOO_LANES)
        ZOO(gradient_vector)(s, 1, from + c, 4, 4, ZOO_LANES, at, position_stride);
      else
        ZOO(gradient_vector)(s, 0, from + c, rows, columns, s->outputs - c, at, position_stride);
    }
  }
}

static const struct zoo_winograd_kernels ZOO(table) = {
    .filters = ZOO(filters),
    .filter_gradients = ZOO(filter_gradients),
    .input = ZOO(input),
    .output = ZOO(output),
    .output_gradients = ZOO(output_gradients),
};

#undef ZOO_INLINE
#undef ZOO_UNROLLED
