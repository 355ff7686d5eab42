#ifndef ZOO_ELEMENTWISE_H
#define ZOO_ELEMENTWISE_H

// Operations on one element; p and q are their constants.
enum zoo_unary {
  ZOO_UNARY_NEGATE, ZOO_UNARY_EXP, ZOO_UNARY_LOG, ZOO_UNARY_SQRT, ZOO_UNARY_SQUARE, ZOO_UNARY_ABS, ZOO_UNARY_TANH, ZOO_UNARY_SIGMOID, ZOO_UNARY_ERF,
  ZOO_UNARY_GELU, ZOO_UNARY_RELU, ZOO_UNARY_LEAKY_RELU, ZOO_UNARY_CLAMP, ZOO_UNARY_POWER, ZOO_UNARY_COUNT
};

// Operations on two elements. Comparisons give 0 or 1. The share of a maximum (minimum) is 1 where a
// is the larger (smaller) operand, 0 where it is not and 1/2 for equals.
enum zoo_binary {
  ZOO_ADD, ZOO_SUBTRACT, ZOO_MULTIPLY, ZOO_DIVIDE, ZOO_MAXIMUM, ZOO_MINIMUM, ZOO_LESS,
  ZOO_LESS_OR_EQUAL, ZOO_GREATER, ZOO_GREATER_OR_EQUAL, ZOO_EQUAL, ZOO_UNEQUAL, ZOO_BINARY_POWER,
  ZOO_MAXIMUM_SHARE, ZOO_MINIMUM_SHARE, ZOO_BINARY_COUNT
};

// y[i] = f(x[i]).
typedef void zoo_unary_kernel(const float *x, float *y, long count, float p, float q);
// into[i] = gradient[i] f'(x[i]); saved is y, or x for log, square, abs, erf, GELU, clamp and power.
typedef void zoo_unary_gradient_kernel(
    const float *gradient, const float *saved, float *into, long count, float p, float q);
// y[r][i] = f(a[r * a_row + i * a_step], b[r * b_row + i * b_step]); steps are 0 or 1.
typedef void zoo_binary_kernel(
    const float *a, long a_row, int a_step, const float *b, long b_row, int b_step, float *y,
    long rows, long count);
// y[i] = condition[i] != 0 ? a[i * a_step] : b[i * b_step].
typedef void zoo_select_kernel(
    const float *condition, const float *a, int a_step, const float *b, int b_step, float *y,
    long count);

struct zoo_elementwise_kernels {
  zoo_unary_kernel *unary[ZOO_UNARY_COUNT];
  zoo_unary_gradient_kernel *unary_gradient[ZOO_UNARY_COUNT];
  zoo_binary_kernel *binary[ZOO_BINARY_COUNT];
  zoo_select_kernel *select;
};

const struct zoo_elementwise_kernels *zoo_elementwise(void);

// The kernel of an operation, in the instruction set in use.
zoo_unary_kernel *zoo_unary_function(int operation);
zoo_unary_gradient_kernel *zoo_unary_gradient_function(int operation);
zoo_binary_kernel *zoo_binary_function(int operation);

#endif
