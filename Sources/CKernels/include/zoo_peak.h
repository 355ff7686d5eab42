#ifndef ZOO_PEAK_H
#define ZOO_PEAK_H

struct zoo_peak_kernels {
  // Runs `steps` multiply-adds in each lane of ZOO_PEAK_CHAINS vectors; the result must be used.
  float (*multiply_add)(long steps);
  // The floating point operations of one step.
  long operations_per_step;
};

// The kernels of the instruction set in use.
const struct zoo_peak_kernels *zoo_peak(void);

#endif
