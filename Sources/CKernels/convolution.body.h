// Copies without the call: most runs are short.
static inline __attribute__((always_inline)) void ZOO(copy_run)(float *to, const float *from,
                                                                long count) {
  // Three pixels of three channels: the first layer of most networks.
  if (count == 9) {
    memcpy(to, from, sizeof(float) * 9);
    return;
  }
  if (count >= 256) {
    memcpy(to, from, sizeof(float) * count);
    return;
  }
  for (long i = 0; i < count; i++) to[i] = from[i];
}

static inline __attribute__((always_inline)) void ZOO(clear_run)(float *to, long count) {
  for (long i = 0; i < count; i++) to[i] = 0;
}

// The position of an output and the index of the first input that its patch touches.
struct ZOO(position) {
  long image, at[3], start[3];
};

static void ZOO(start)(const struct zoo_convolution *s, struct ZOO(position) *p, int axis) {
  p->start[axis] = p->at[axis] * s->stride[axis] - s->padding[axis];
}

static struct ZOO(position) ZOO(position_of)(const struct zoo_convolution *s, long index) {
  struct ZOO(position) p;
  for (int axis = 2; axis >= 0; axis--) {
    p.at[axis] = index % s->output[axis];
    index /= s->output[axis];
    ZOO(start)(s, &p, axis);
  }
  p.image = index;
  return p;
}

static void ZOO(advance)(const struct zoo_convolution *s, struct ZOO(position) *p) {
  for (int axis = 2; axis >= 0; axis--) {
    int carries = ++p->at[axis] == s->output[axis];
    if (carries) p->at[axis] = 0;
    ZOO(start)(s, p, axis);
    if (!carries) return;
  }
  p->image++;
}

static void ZOO(gather)(const struct zoo_convolution *s, long group, long first, long count,
                        const float *input, float *rows, long stride) {
  const long channels = s->channels / s->groups, offset = group * channels;
  const int in_one_run = s->groups == 1 && s->dilation[2] == 1;
  struct ZOO(position) p = ZOO(position_of)(s, first);
  for (; count > 0; count--, rows += stride, ZOO(advance)(s, &p)) {
    float *patches = rows;
    for (long a = 0; a < s->kernel[0]; a++) {
      const long z = p.start[0] + a * s->dilation[0];
      for (long b = 0; b < s->kernel[1]; b++) {
        const long y = p.start[1] + b * s->dilation[1];
        if (z < 0 || z >= s->input[0] || y < 0 || y >= s->input[1]) {
          ZOO(clear_run)(patches, s->kernel[2] * channels);
          patches += s->kernel[2] * channels;
          continue;
        }
        const float *row =
            input + ((p.image * s->input[0] + z) * s->input[1] + y) * s->input[2] * s->channels;
        if (in_one_run) {
          long low = p.start[2] < 0 ? -p.start[2] : 0, high = s->input[2] - p.start[2];
          if (high > s->kernel[2]) high = s->kernel[2];
          if (low > s->kernel[2]) low = s->kernel[2];
          if (high < low) high = low;
          ZOO(clear_run)(patches, low * channels);
          ZOO(copy_run)(patches + low * channels, row + (p.start[2] + low) * channels,
                        (high - low) * channels);
          ZOO(clear_run)(patches + high * channels, (s->kernel[2] - high) * channels);
          patches += s->kernel[2] * channels;
          continue;
        }
        for (long c = 0; c < s->kernel[2]; c++, patches += channels) {
          const long x = p.start[2] + c * s->dilation[2];
          if (x < 0 || x >= s->input[2]) ZOO(clear_run)(patches, channels);
          else ZOO(copy_run)(patches, row + x * s->channels + offset, channels);
        }
      }
    }
  }
}

static void ZOO(scatter)(const struct zoo_convolution *s, long group, long first, long count,
                         long from, long to, const float *patches, float *input) {
  const long channels = s->channels / s->groups, offset = group * channels;
  struct ZOO(position) p = ZOO(position_of)(s, first);
  for (; count > 0; count--, ZOO(advance)(s, &p)) {
    for (long a = 0; a < s->kernel[0]; a++) {
      const long z = p.start[0] + a * s->dilation[0];
      for (long b = 0; b < s->kernel[1]; b++) {
        const long y = p.start[1] + b * s->dilation[1];
        const int outside = z < 0 || z >= s->input[0] || y < 0 || y >= s->input[1];
        float *row =
            input + ((p.image * s->input[0] + z) * s->input[1] + y) * s->input[2] * s->channels;
        for (long c = 0; c < s->kernel[2]; c++, patches += channels) {
          const long x = p.start[2] + c * s->dilation[2];
          if (outside || x < 0 || x >= s->input[2]) continue;
          float *pixel = row + x * s->channels + offset;
          for (long i = from; i < to; i++) pixel[i] += patches[i];
        }
      }
    }
  }
}

static void ZOO(place)(const struct zoo_places *s, long first, long count, const float *pixels,
                       float *output) {
  long at[3], image = first;
  for (int axis = 2; axis >= 0; axis--) {
    at[axis] = image % s->from[axis];
    image /= s->from[axis];
  }
  const long channels = s->channels;
  while (count > 0) {
    const long z = s->first[0] + at[0] * s->step[0], y = s->first[1] + at[1] * s->step[1];
    float *to = output + (((image * s->to[0] + z) * s->to[1] + y) * s->to[2] + s->first[2] +
                          at[2] * s->step[2]) *
                             channels;
    for (; count > 0 && at[2] < s->from[2]; count--, at[2]++) {
      ZOO(copy_run)(to, pixels, channels);
      pixels += channels;
      to += s->step[2] * channels;
    }
    at[2] = 0;
    if (++at[1] < s->from[1]) continue;
    at[1] = 0;
    if (++at[0] < s->from[0]) continue;
    at[0] = 0;
    image++;
  }
}

static void ZOO(mask)(long count, const float *output, const float *gradient, float slope,
                      float *result) {
  for (long i = 0; i < count; i++)
    result[i] = output[i] > 0 ? gradient[i] : slope == 0 ? 0 : slope * gradient[i];
}

static void ZOO(column_sums)(long rows, long columns, const float *x, float *sums) {
  enum { strip = 64, block = 256 };
  memset(sums, 0, sizeof(float) * columns);
  // Sums of blocks are summed: the error grows with the root of the number of rows at most.
  for (long top = 0; top < rows; top += block) {
    const long bottom = rows - top < block ? rows : top + block;
    for (long left = 0; left < columns; left += strip) {
      const long width = columns - left < strip ? columns - left : strip;
      float part[strip] = {0};
      if (width == strip)
        for (long i = top; i < bottom; i++)
          for (long j = 0; j < strip; j++) part[j] += x[i * columns + left + j];
      else
        for (long i = top; i < bottom; i++)
          for (long j = 0; j < width; j++) part[j] += x[i * columns + left + j];
      for (long j = 0; j < width; j++) sums[left + j] += part[j];
    }
  }
}

static void ZOO(finish)(long rows, long columns, const float *bias, int activation, float slope,
                        float *x) {
  if (activation == ZOO_RELU) slope = 0;
  for (long i = 0; i < rows; i++, x += columns) {
    if (bias)
      for (long j = 0; j < columns; j++) x[j] += bias[j];
    if (activation != ZOO_IDENTITY)
      for (long j = 0; j < columns; j++) x[j] = x[j] < 0 ? (slope == 0 ? 0 : x[j] * slope) : x[j];
  }
}

static const struct zoo_convolution_kernels ZOO(table) = {
    .gather = ZOO(gather),
    .scatter = ZOO(scatter),
    .place = ZOO(place),
    .mask = ZOO(mask),
    .column_sums = ZOO(column_sums),
    .finish = ZOO(finish),
};
