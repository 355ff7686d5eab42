// Steps of optimizers; see zoo_update.h.

static void ZOO(sgd)(float *x, const float *g, long count, float rate, float decay) {
  EACH(count) x[i] -= rate * (g[i] + decay * x[i]);
}

static void ZOO(momentum)(
    float *x, float *v, const float *g, long count, float rate, float momentum, float decay,
    int is_nesterov) {
  if (is_nesterov) {
    EACH(count) {
      const float slope = g[i] + decay * x[i];
      const float velocity = momentum * v[i] + slope;
      v[i] = velocity;
      x[i] -= rate * (slope + momentum * velocity);
    }
  } else {
    EACH(count) {
      const float velocity = momentum * v[i] + (g[i] + decay * x[i]);
      v[i] = velocity;
      x[i] -= rate * velocity;
    }
  }
}

static void ZOO(adam)(
    float *x, float *m, float *v, const float *g, long count, const struct zoo_adam *factors) {
  const struct zoo_adam f = *factors;
  const float mean_rest = 1.0f - f.mean_decay, variance_rest = 1.0f - f.variance_decay;
  EACH(count) {
    const float shrunk = x[i] * f.shrinkage;
    const float slope = g[i] + f.gradient_decay * shrunk;
    const float mean = m[i] + mean_rest * (slope - m[i]);
    const float variance = f.variance_decay * v[i] + variance_rest * slope * slope;
    m[i] = mean;
    v[i] = variance;
    const float root = __builtin_elementwise_sqrt(variance) * f.variance_scale + f.epsilon;
    x[i] = shrunk - f.step_size * mean / root;
  }
}

static const struct zoo_update_kernels ZOO(table) = {
    .sgd = ZOO(sgd),
    .momentum = ZOO(momentum),
    .adam = ZOO(adam),
};
