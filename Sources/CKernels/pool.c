#include "zoo_pool.h"

#include <stdbool.h>
#include <string.h>

// One output position: its windows, and the rows it may touch.
struct window {
  long d0, d1, h0, h1;
};

// The window of output row `row`; a row counts depth and height together.
static inline struct window window_of(const struct zoo_pool_plan *plan, long row) {
  const int *depth = plan->depth.windows + 2 * (row / plan->height.output);
  const int *height = plan->height.windows + 2 * (row % plan->height.output);
  return (struct window){depth[0], depth[1], height[0], height[1]};
}

// Whether the window touches an input row in first ..< last.
static inline bool touches(const struct zoo_pool_plan *plan, struct window w, long first,
                           long last) {
  return w.d0 * plan->height.input + w.h0 < last &&
         (w.d1 - 1) * plan->height.input + w.h1 > first;
}

#define ZOO_BODY "pool.body.h"
#define ZOO_KERNELS zoo_pool_kernels
#define ZOO_ACCESSOR zoo_pool
#include "three_targets.h"
