#include "zoo_reduce.h"

#include <stddef.h>

#include "approximations.h"
#include "zoo_transpose.h"

// Outputs may be inputs: element i depends on elements i alone.
#define EACH(count) \
  _Pragma("clang loop vectorize(assume_safety)") for (long i = 0; i < (count); i++)

// Rows shorter than SHORT would be mostly remainders of vector loops: TILE of them are transposed and
// worked on as columns. A tile's row has TILE elements.
enum { SHORT = 64, TILE = 64 };

static inline void take_tile(const float *x, float *tile, long rows, long count) {
  zoo_transpose()->transpose(x, count, tile, TILE, rows, count, 0);
}

static inline void give_tile(const float *tile, float *y, long rows, long count) {
  zoo_transpose()->transpose(tile, TILE, y, count, count, rows, 0);
}

// The rows of the tile that begins at row r.
static inline long tile_rows(long r, long rows) { return r + TILE < rows ? TILE : rows - r; }

#define ZOO_BODY "reduce.body.h"
#define ZOO_KERNELS zoo_reduce_kernels
#define ZOO_ACCESSOR zoo_reduce
#include "three_targets.h"

zoo_reduce_kernel *zoo_reduce_rows_function(int operation) { return zoo_reduce()->rows[operation]; }

zoo_reduce_kernel *zoo_reduce_columns_function(int operation) {
  return zoo_reduce()->columns[operation];
}
