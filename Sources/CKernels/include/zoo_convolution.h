#ifndef ZOO_CONVOLUTION_H
#define ZOO_CONVOLUTION_H

// A convolution of a volume [batch, depth, height, width, channels]; a plane has the depth 1.
// Each array holds depth, height, width.
struct zoo_convolution {
  long batch;
  long input[3];
  long output[3];
  long kernel[3];
  long stride[3];
  long padding[3];  // before the first element; may be negative
  long dilation[3];
  long channels;  // of the input
  long groups;
};

// Where the pixels of a volume go within a larger one: pixel i along an axis to first + step · i.
struct zoo_places {
  long from[3], to[3];  // the extents
  long first[3], step[3];
  long channels;
};

struct zoo_convolution_kernels {
  // The patches below outputs first ..< first + count of a group: patches[count × K], rows `stride`
  // apart, where K runs over the kernel's elements and the group's channels; zeros outside the input.
  void (*gather)(const struct zoo_convolution *shape, long group, long first, long count,
                 const float *input, float *patches, long stride);
  // The adjoint: adds the patches' channels `from ..< to` of the group to the input.
  void (*scatter)(const struct zoo_convolution *shape, long group, long first, long count, long from,
                  long to, const float *patches, float *input);
  // Copies pixels first ..< first + count of all images to their places.
  void (*place)(const struct zoo_places *places, long first, long count, const float *pixels,
                float *output);
  // The gradient before the activation, result[i] = output[i] > 0 ? gradient[i] : slope · gradient[i].
  void (*mask)(long count, const float *output, const float *gradient, float slope, float *result);
  // sums[j] = Σ x[i × columns + j] over `rows` rows.
  void (*column_sums)(long rows, long columns, const float *x, float *sums);
  // x[i × columns + j] = activation(x[i × columns + j] + bias[j]); bias may be NULL.
  void (*finish)(long rows, long columns, const float *bias, int activation, float slope, float *x);
};

const struct zoo_convolution_kernels *zoo_convolution(void);

#endif
