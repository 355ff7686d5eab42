// Operations on elements; see zoo_elementwise.h.

#define UNARY(name, expression)                                                                 \
  static void ZOO(name)(const float *x, float *y, long count, float p, float q) {               \
    EACH(count) {                                                                               \
      const float u = x[i];                                                                     \
      y[i] = (expression);                                                                      \
    }                                                                                           \
  }

UNARY(negate, -u)
UNARY(exponential, zoo_exp(u))
UNARY(logarithm, zoo_log(u))
UNARY(root, __builtin_elementwise_sqrt(u))
UNARY(square, u *u)
UNARY(absolute, zoo_abs(u))
UNARY(tangent, zoo_tanh(u))
UNARY(sigmoid, zoo_sigmoid(u))
UNARY(error_function, zoo_erf(u))
UNARY(gelu, zoo_gelu(u))
UNARY(relu, u < 0.0f ? 0.0f : u)
UNARY(leaky_relu, u < 0.0f ? p * u : u)
UNARY(clamp, u < p ? p : u > q ? q : u)

static void ZOO(power)(const float *x, float *y, long count, float p, float q) {
  (void)q;
  for (long i = 0; i < count; i++) y[i] = powf(x[i], p);
}

#define UNARY_GRADIENT(name, expression)                                                        \
  static void ZOO(name##_gradient)(                                                             \
      const float *gradient, const float *saved, float *into, long count, float p, float q) {   \
    EACH(count) {                                                                               \
      const float g = gradient[i], s = saved[i];                                                \
      into[i] = (expression);                                                                   \
    }                                                                                           \
  }

UNARY_GRADIENT(exponential, g *s)
UNARY_GRADIENT(logarithm, g / s)
UNARY_GRADIENT(root, 0.5f * g / s)
UNARY_GRADIENT(square, 2.0f * g * s)
UNARY_GRADIENT(absolute, s > 0.0f ? g : s < 0.0f ? -g : 0.0f)
UNARY_GRADIENT(tangent, g *(1.0f - s * s))
UNARY_GRADIENT(sigmoid, g *s *(1.0f - s))
UNARY_GRADIENT(error_function, g * 1.12837916709551257f * zoo_exp_of_small(-s * s))
UNARY_GRADIENT(gelu, g *zoo_gelu_slope(s))
UNARY_GRADIENT(relu, s > 0.0f ? g : 0.0f)
UNARY_GRADIENT(leaky_relu, s > 0.0f ? g : p * g)
UNARY_GRADIENT(clamp, s < p ? 0.0f : s > q ? 0.0f : g)

static void ZOO(negate_gradient)(
    const float *gradient, const float *saved, float *into, long count, float p, float q) {
  (void)saved;
  ZOO(negate)(gradient, into, count, p, q);
}

static void ZOO(power_gradient)(
    const float *gradient, const float *saved, float *into, long count, float p, float q) {
  (void)q;
  for (long i = 0; i < count; i++) into[i] = gradient[i] * p * powf(saved[i], p - 1.0f);
}

// One loop for each way in which the operands step.
#define BINARY_WITH(LOOP, name, expression)                                                     \
  static void ZOO(name)(                                                                        \
      const float *a, long a_row, int a_step, const float *b, long b_row, int b_step, float *y, \
      long rows, long count) {                                                                  \
    for (long r = 0; r < rows; r++, a += a_row, b += b_row, y += count) {                       \
      if (a_step && b_step) {                                                                   \
        LOOP(count) {                                                                           \
          const float u = a[i], v = b[i];                                                       \
          y[i] = (expression);                                                                  \
        }                                                                                       \
      } else if (a_step) {                                                                      \
        const float v = *b;                                                                     \
        LOOP(count) {                                                                           \
          const float u = a[i];                                                                 \
          y[i] = (expression);                                                                  \
        }                                                                                       \
      } else if (b_step) {                                                                      \
        const float u = *a;                                                                     \
        LOOP(count) {                                                                           \
          const float v = b[i];                                                                 \
          y[i] = (expression);                                                                  \
        }                                                                                       \
      } else {                                                                                  \
        const float u = *a, v = *b;                                                             \
        const float value = (expression);                                                       \
        EACH(count) y[i] = value;                                                               \
      }                                                                                         \
    }                                                                                           \
  }
#define BINARY(name, expression) BINARY_WITH(EACH, name, expression)
#define SERIALLY(count) for (long i = 0; i < (count); i++)

BINARY(add, u + v)
BINARY(subtract, u - v)
BINARY(multiply, u *v)
BINARY(divide, u / v)
BINARY(maximum, u > v || u != u ? u : v)
BINARY(minimum, u < v || u != u ? u : v)
BINARY(less, u < v ? 1.0f : 0.0f)
BINARY(less_or_equal, u <= v ? 1.0f : 0.0f)
BINARY(greater, u > v ? 1.0f : 0.0f)
BINARY(greater_or_equal, u >= v ? 1.0f : 0.0f)
BINARY(equal, u == v ? 1.0f : 0.0f)
BINARY(unequal, u != v ? 1.0f : 0.0f)
BINARY_WITH(SERIALLY, binary_power, powf(u, v))
BINARY(maximum_share, u > v ? 1.0f : u == v ? 0.5f : 0.0f)
BINARY(minimum_share, u < v ? 1.0f : u == v ? 0.5f : 0.0f)

static void ZOO(select)(
    const float *condition, const float *a, int a_step, const float *b, int b_step, float *y,
    long count) {
  if (a_step && b_step) {
    EACH(count) y[i] = condition[i] != 0.0f ? a[i] : b[i];
  } else if (a_step) {
    const float v = *b;
    EACH(count) y[i] = condition[i] != 0.0f ? a[i] : v;
  } else if (b_step) {
    const float u = *a;
    EACH(count) y[i] = condition[i] != 0.0f ? u : b[i];
  } else {
    const float u = *a, v = *b;
    EACH(count) y[i] = condition[i] != 0.0f ? u : v;
  }
}

static const struct zoo_elementwise_kernels ZOO(table) = {
    .unary = {
        [ZOO_UNARY_NEGATE] = ZOO(negate), [ZOO_UNARY_EXP] = ZOO(exponential), [ZOO_UNARY_LOG] = ZOO(logarithm),
        [ZOO_UNARY_SQRT] = ZOO(root), [ZOO_UNARY_SQUARE] = ZOO(square), [ZOO_UNARY_ABS] = ZOO(absolute),
        [ZOO_UNARY_TANH] = ZOO(tangent), [ZOO_UNARY_SIGMOID] = ZOO(sigmoid), [ZOO_UNARY_ERF] = ZOO(error_function),
        [ZOO_UNARY_GELU] = ZOO(gelu), [ZOO_UNARY_RELU] = ZOO(relu), [ZOO_UNARY_LEAKY_RELU] = ZOO(leaky_relu),
        [ZOO_UNARY_CLAMP] = ZOO(clamp), [ZOO_UNARY_POWER] = ZOO(power),
    },
    .unary_gradient = {
        [ZOO_UNARY_NEGATE] = ZOO(negate_gradient), [ZOO_UNARY_EXP] = ZOO(exponential_gradient),
        [ZOO_UNARY_LOG] = ZOO(logarithm_gradient), [ZOO_UNARY_SQRT] = ZOO(root_gradient),
        [ZOO_UNARY_SQUARE] = ZOO(square_gradient), [ZOO_UNARY_ABS] = ZOO(absolute_gradient),
        [ZOO_UNARY_TANH] = ZOO(tangent_gradient), [ZOO_UNARY_SIGMOID] = ZOO(sigmoid_gradient),
        [ZOO_UNARY_ERF] = ZOO(error_function_gradient), [ZOO_UNARY_GELU] = ZOO(gelu_gradient),
        [ZOO_UNARY_RELU] = ZOO(relu_gradient), [ZOO_UNARY_LEAKY_RELU] = ZOO(leaky_relu_gradient),
        [ZOO_UNARY_CLAMP] = ZOO(clamp_gradient), [ZOO_UNARY_POWER] = ZOO(power_gradient),
    },
    .binary = {
        [ZOO_ADD] = ZOO(add), [ZOO_SUBTRACT] = ZOO(subtract), [ZOO_MULTIPLY] = ZOO(multiply),
        [ZOO_DIVIDE] = ZOO(divide), [ZOO_MAXIMUM] = ZOO(maximum), [ZOO_MINIMUM] = ZOO(minimum),
        [ZOO_LESS] = ZOO(less), [ZOO_LESS_OR_EQUAL] = ZOO(less_or_equal),
        [ZOO_GREATER] = ZOO(greater), [ZOO_GREATER_OR_EQUAL] = ZOO(greater_or_equal),
        [ZOO_EQUAL] = ZOO(equal), [ZOO_UNEQUAL] = ZOO(unequal),
        [ZOO_BINARY_POWER] = ZOO(binary_power), [ZOO_MAXIMUM_SHARE] = ZOO(maximum_share),
        [ZOO_MINIMUM_SHARE] = ZOO(minimum_share),
    },
    .select = ZOO(select),
};

#undef UNARY
#undef UNARY_GRADIENT
#undef BINARY
#undef BINARY_WITH
#undef SERIALLY
