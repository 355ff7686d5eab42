/// What a case took; absent figures do not apply to it.
struct BenchmarkReport: Encodable {
  /// The name of the case.
  let `case`: String
  /// The median of all runs.
  let medianMs: Double
  /// The fastest run.
  let bestMs: Double
  /// How often it ran, after a warm-up.
  let runs: Int
  /// The largest resident size of the process during the case, weights included, in MiB.
  let peakRssMb: Double
  /// The threads in use.
  let threads: Int
  /// The instruction set in use.
  let kernels: String
  /// Pictures per second.
  let imagesPerS: Double?
  /// 10⁹ operations per second.
  let gflops: Double?
  /// 10⁹ multiply-add operations per second of the processor, measured just before.
  let peakGflops: Double?
  /// The share of that; Winograd's convolution can exceed 1.
  let shareOfPeak: Double?
  /// 10⁹ bytes per second.
  let gbPerS: Double?
  /// The share of what copying reaches, measured just before.
  let shareOfCopy: Double?
}
