// Elementary functions without branches or calls, so that loops over them become vector loops.
//
// Written as a * b + c, which is fused where the target can. Largest errors measured against double
// precision, in units in the last place: exp 1.0, log 0.8, tanh 1.3, sigmoid 2.5, erf 1.2.
#ifndef ZOO_APPROXIMATIONS_H
#define ZOO_APPROXIMATIONS_H

#include <stdint.h>
#include <string.h>

#define ZOO_INLINE static inline __attribute__((always_inline))

ZOO_INLINE int32_t zoo_bits(float x) {
  int32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

ZOO_INLINE float zoo_from_bits(int32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

ZOO_INLINE float zoo_with_sign(float magnitude, float sign) {
  return zoo_from_bits((zoo_bits(magnitude) & 0x7FFFFFFF) | (zoo_bits(sign) & INT32_MIN));
}

ZOO_INLINE float zoo_abs(float x) { return zoo_from_bits(zoo_bits(x) & 0x7FFFFFFF); }

// exp(r) for |r| <= ln 2 / 2, where x = n ln 2 + r.
ZOO_INLINE float zoo_exp_of_remainder(float x, float n) {
  float r = n * -0.693359375f + x;
  r = n * 2.12194440e-4f + r;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * (r * r) + r + 1.0f;
}

// exp(x) = 2^n exp(r). The power of two is applied in two halves, for results below the smallest
// normal number. NaN stays NaN.
ZOO_INLINE float zoo_exp(float x) {
  x = x < -104.0f ? -104.0f : x;
  x = x > 88.8f ? 88.8f : x;
  const float shifted = x * 1.44269504088896341f + 12582912.0f;  // 1.5 * 2^23: rounds to integer
  const int32_t exponent = zoo_bits(shifted) - 0x4B400000;
  const int32_t half = exponent >> 1;
  return zoo_exp_of_remainder(x, shifted - 12582912.0f) *
         zoo_from_bits((half + 127) * (1 << 23)) *
         zoo_from_bits((exponent - half + 127) * (1 << 23));
}

// exp(x) for x up to 88, and 0 where that is below the smallest normal number: the faster one for
// arguments that are never large. NaN stays NaN.
ZOO_INLINE float zoo_exp_of_small(float x) {
  x = x < -88.0f ? -88.0f : x;  // n is -127 there, and the bits of its power of two are those of 0
  const float shifted = x * 1.44269504088896341f + 12582912.0f;
  return zoo_exp_of_remainder(x, shifted - 12582912.0f) *
         zoo_from_bits((zoo_bits(shifted) - (0x4B400000 - 127)) * (1 << 23));
}

// log(x) = e ln 2 + log(m), m in [sqrt(1/2), sqrt(2)).
ZOO_INLINE float zoo_log(float x) {
  const int is_small = x < 1.17549435e-38f;
  const float scaled = is_small ? x * 8388608.0f : x;
  const int32_t bits = zoo_bits(scaled);
  const int32_t exponent = (bits - 0x3F3504F3) >> 23;
  const float m = zoo_from_bits(bits - exponent * (1 << 23));
  const float e = (float)(exponent - (is_small ? 23 : 0));
  const float f = m - 1.0f;
  const float z = f * f;
  float p = 7.0376836292e-2f;
  p = p * f + -1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f + -1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f + -1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f + -2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  float y = p * f * z;
  y = e * -2.12194440e-4f + y;
  y = z * -0.5f + y;
  y = f + y;
  y = e * 0.693359375f + y;
  y = x < __builtin_inff() ? y : x;  // infinity and NaN
  y = x > 0.0f ? y : (x == 0.0f ? -__builtin_inff() : __builtin_nanf(""));
  return y;
}

ZOO_INLINE float zoo_sigmoid(float x) { return 1.0f / (1.0f + zoo_exp(-x)); }

ZOO_INLINE float zoo_tanh(float x) {
  const float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z + -5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z + -3.33332819422e-1f;
  const float near = p * z * x + x;
  const float far = 1.0f - 2.0f / (zoo_exp(2.0f * zoo_abs(x)) + 1.0f);
  return zoo_abs(x) < 0.625f ? near : zoo_with_sign(far, x);
}

// Source: the two minimax polynomials of N. Juffa's erff.
ZOO_INLINE float zoo_erf(float x) {
  const float t = zoo_abs(x);
  const float s = x * x;
  const float bounded = t > 4.2f ? 4.2f : t;  // erf is 1 from 3.92 on; keeps NaN
  float r = -1.72853470e-5f * bounded + 3.83197126e-4f;
  const float u = -3.88396438e-3f * bounded + 2.42546219e-2f;
  r = r * (bounded * bounded) + u;
  r = r * bounded + -1.06777877e-1f;
  r = r * bounded + -6.34846687e-1f;
  r = r * bounded + -1.28717512e-1f;
  r = r * bounded - bounded;
  const float far = 1.0f - zoo_exp_of_small(r);
  float p = -5.96761703e-4f;
  p = p * s + 4.99119423e-3f;
  p = p * s + -2.67681349e-2f;
  p = p * s + 1.12819925e-1f;
  p = p * s + -3.76125336e-1f;
  p = p * s + 1.28379166e-1f;
  const float near = p * x + x;
  return t > 0.927734375f ? zoo_with_sign(far, x) : near;
}

// x times the standard normal distribution function.
ZOO_INLINE float zoo_gelu(float x) {
  return 0.5f * x * (1.0f + zoo_erf(x * 0.70710678118654752f));
}

// The distribution function plus x times the density.
ZOO_INLINE float zoo_gelu_slope(float x) {
  return 0.5f * (1.0f + zoo_erf(x * 0.70710678118654752f)) +
         x * (0.39894228040143268f * zoo_exp_of_small(-0.5f * x * x));
}

#endif
