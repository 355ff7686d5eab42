#include "zoo_peak.h"

#define ZOO_PEAK_CHAINS 12
#define ZOO_BODY "peak.body.h"
#define ZOO_KERNELS zoo_peak_kernels
#define ZOO_ACCESSOR zoo_peak
#include "three_targets.h"
