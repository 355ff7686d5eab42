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

struct zoo_convolution_kernels {
  // The patches below outputs first ..< first + count of a group: patches[count × K], where K runs
  // over the kernel's elements and the group's channels; zeros outside the input.
  void (*gather)(const struct zoo_convolution *shape, long group, long first, long count,
                 const float *input, float *patches);
  // The adjoint: adds the patches' channels `from ..< to` of the group to the input.
  void (*scatter)(const struct zoo_convolution *shape, long group, long first, long count, long from,
                  long to, const float *patches, float *input);
  // The gradient before the activation, result[i] = output[i] > 0 ? gradient[i] : slope · gradient[i].
  void (*mask)(long count, const float *output, const float *gradient, float slope, float *result);
  // sums[j] = Σ x[i × columns + j] over `rows` rows.
  void (*column_sums)(long rows, long columns, const float *x, float *sums);
  // x[i × columns + j] = activation(x[i × columns + j] + bias[j]); bias may be NULL.
  void (*finish)(long rows, long columns, const float *bias, int activation, float slope, float *x);
};

const struct zoo_convolution_kernels *zoo_convolution(void);

#endif
