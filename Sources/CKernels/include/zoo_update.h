#ifndef ZOO_UPDATE_H
#define ZOO_UPDATE_H

// The numbers of a step of Adam; see AdamFactors.
struct zoo_adam {
  float step_size, variance_scale, mean_decay, variance_decay, epsilon, gradient_decay, shrinkage;
};

// Steps of optimizers, in one pass over all arrays: they are bound by memory.
struct zoo_update_kernels {
  // x -= rate (g + decay x).
  void (*sgd)(float *x, const float *g, long count, float rate, float decay);
  // v = momentum v + g + decay x; x -= rate v, or rate (g + decay x + momentum v) if Nesterov's.
  void (*momentum)(
      float *x, float *v, const float *g, long count, float rate, float momentum, float decay,
      int is_nesterov);
  // x = shrinkage x; g += gradient_decay x; the means m of g and v of g g;
  // x -= step_size m / (sqrt(v) variance_scale + epsilon).
  void (*adam)(
      float *x, float *m, float *v, const float *g, long count, const struct zoo_adam *factors);
};

const struct zoo_update_kernels *zoo_update(void);

#endif
