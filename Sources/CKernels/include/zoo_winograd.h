#ifndef ZOO_WINOGRAD_H
#define ZOO_WINOGRAD_H

#include "zoo_gemm.h"

// The planes of a convolution of stride 1 with 3×3 or 2×2 taps, cut into tiles of 4×4 outputs, which
// need 6×6 or 5×5 inputs. With a dilation d the pixels fall into d×d classes that do not see each other;
// neighbours in a tile are d pixels apart.
struct zoo_tiles {
  long taps;  // 3 or 2, along each axis
  long input_height, input_width, channels;
  long output_height, output_width, outputs;
  long padding_top, padding_left;  // may be negative
  long dilation_down, dilation_across;
  long tiles_down, tiles_across;  // per class of pixels of an image
  // The outputs may be pixels of a larger plane: output i along an axis is pixel first + step · i.
  long whole_height, whole_width, first_down, first_across, step_down, step_across;
  int streams;  // whether the output is too large to stay in a cache
};

// F(4×4, 3×3) and F(4×4, 2×2): Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A. Each of the 36 or 25 positions of the
// transformed domain is a matrix of its own, `position_stride` floats after the one before.
struct zoo_winograd_kernels {
  // U = G g Gᵀ for `count` filters, a multiple of 16: taps² arrays to 36 or 25.
  void (*filters)(long taps, long count, const float *filters, long tap_stride,
                  float *transformed, long position_stride);
  // The adjoint, Gᵀ U G: 36 arrays to nine.
  void (*filter_gradients)(long count, const float *transformed, long position_stride, float *taps,
                           long tap_stride);
  // V = Bᵀ d B for tiles first ..< first + count and channels channel ..< channel + channels; rows of
  // channels, `row_stride` apart. A row is written up to a multiple of 16 channels.
  void (*input)(const struct zoo_tiles *tiles, long first, long count, long channel, long channels,
                const float *input, float *transformed, long row_stride, long position_stride);
  // Y = epilogue(Aᵀ M A) for a panel of 32 outputs that begins at `column`.
  void (*output)(const struct zoo_tiles *tiles, long first, long count, long column,
                 const float *transformed, long row_stride, long position_stride,
                 const struct zoo_epilogue *epilogue, float *output);
  // The adjoint of the output's transform, A dY Aᵀ, into panels of 32 outputs, `panel_stride` apart.
  void (*output_gradients)(const struct zoo_tiles *tiles, long first, long count,
                           const float *gradient, float *transformed, long panel_stride,
                           long position_stride);
};

const struct zoo_winograd_kernels *zoo_winograd(void);

#endif
