#ifndef ZOO_NORM_H
#define ZOO_NORM_H

// Normalizations of [rows, channels], channels last. Sums are added to what the arrays hold.
struct zoo_norm_kernels {
  // sum[c] += Σ (x − shift[c]), square[c] += Σ (x − shift[c])².
  void (*moments)(const float *x, const float *shift, long rows, long channels, double *sum,
                  double *square);
  // sum[c] += Σ g, product[c] += Σ g (x − mean[c]).
  void (*gradient_sums)(const float *x, const float *gradient, const float *mean, long rows,
                        long channels, double *sum, double *product);
  // y = x · scale[c] + shift[c].
  void (*scale_shift)(const float *x, const float *scale, const float *shift, long rows,
                      long channels, float *y);
  // result = g · a[c] + (x − mean[c]) · b[c] + shift[c].
  void (*scale_both)(const float *x, const float *gradient, const float *mean, const float *a,
                     const float *b, const float *shift, long rows, long channels, float *result);
  // y = (x − mean) / √(variance + epsilon) · weight[c] + bias[c] with the moments of each row.
  void (*layer_forward)(const float *x, const float *weight, const float *bias, float epsilon,
                        long rows, long channels, float *y);
  // result may be NULL; weight_sum[c] += Σ g x̂, bias_sum[c] += Σ g.
  void (*layer_backward)(const float *x, const float *gradient, const float *weight, float epsilon,
                         long rows, long channels, float *result, double *weight_sum,
                         double *bias_sum);
  // y = x / (√Σ x² + epsilon) · weight[c] with the sum over each row.
  void (*l2_forward)(const float *x, const float *weight, float epsilon, long rows, long channels,
                     float *y);
  // result may be NULL; weight_sum[c] += Σ g x / norm.
  void (*l2_backward)(const float *x, const float *gradient, const float *weight, float epsilon,
                      long rows, long channels, float *result, double *weight_sum);
  // y[i] = x[i] · scale where the hash of (key, first + i) is at least threshold, else 0.
  void (*dropout)(const float *x, unsigned long long key, long first, long count,
                  unsigned threshold, float scale, float *y);
};

// The kernels of the instruction set in use.
const struct zoo_norm_kernels *zoo_norm(void);

#endif
