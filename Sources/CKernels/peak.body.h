typedef float ZOO(vector) __attribute__((vector_size(4 * ZOO_LANES)));

// Enough independent chains to fill two pipelines of four or five cycles, few enough for 16 registers.
static float ZOO(multiply_add)(long steps) {
  ZOO(vector) factor, summand, chain[ZOO_PEAK_CHAINS];
  for (int lane = 0; lane < ZOO_LANES; lane++) {
    factor[lane] = 0.999999f;
    summand[lane] = 1e-6f;
  }
  for (int k = 0; k < ZOO_PEAK_CHAINS; k++) chain[k] = summand * (float)k;
  for (long step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int k = 0; k < ZOO_PEAK_CHAINS; k++) chain[k] = chain[k] * factor + summand;
  }
  float sum = 0;
  for (int k = 0; k < ZOO_PEAK_CHAINS; k++)
    for (int lane = 0; lane < ZOO_LANES; lane++) sum += chain[k][lane];
  return sum;
}

static const struct zoo_peak_kernels ZOO(table) = {
    .multiply_add = ZOO(multiply_add),
    .operations_per_step = 2L * ZOO_PEAK_CHAINS * ZOO_LANES,
};
