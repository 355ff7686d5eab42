/// About how much memory a training takes at its peak, told before it begins.
///
/// The parts are rounded up from measurements: an estimate keeps a training from being killed by the
/// system hours later, no more.
public struct MemoryEstimate: Sendable, Equatable {
  /// Bytes of weights, gradients, the optimizer's state and the program.
  public var fixed: Int
  /// Bytes of each sample of a batch, which wait to be computed.
  public var perSample: Int
  /// Bytes of each sample that is computed at once.
  public var perComputedSample: Int
  /// The samples of a batch.
  public var batchSize: Int
  /// The samples computed at once.
  public var microBatchSize: Int

  /// Creates an estimate.
  ///
  /// - Parameters:
  ///   - fixed: Bytes of weights, gradients, the optimizer's state and the program.
  ///   - perSample: Bytes of each sample of a batch, which wait to be computed.
  ///   - perComputedSample: Bytes of each sample that is computed at once.
  ///   - batchSize: The samples of a batch.
  ///   - microBatchSize: The samples computed at once.
  public init(
    fixed: Int, perSample: Int, perComputedSample: Int, batchSize: Int, microBatchSize: Int
  ) {
    self.fixed = fixed
    self.perSample = perSample
    self.perComputedSample = perComputedSample
    self.batchSize = batchSize
    self.microBatchSize = microBatchSize
  }

  /// The bytes of all parts.
  public var total: Int {
    fixed + perSample * batchSize + perComputedSample * min(batchSize, microBatchSize)
  }

  /// Compares the estimate with the memory there is.
  ///
  /// - Parameter available: The bytes that can be had; nothing is checked where nil.
  /// - Throws: `TrainingError.settings`, with the sizes that fit, if it takes more than nine tenths.
  public func check(available: Int?) throws(TrainingError) {
    guard let available, total > available / 10 * 9 else { return }
    let free = available / 10 * 9 - fixed
    let waiting = perSample * batchSize
    let cure =
      if free - waiting >= perComputedSample {
        "use --micro-batch-size \((free - waiting) / max(1, perComputedSample))"
      } else if free >= perSample + perComputedSample {
        "use --batch-size \(min(batchSize, free / (perSample + perComputedSample)))"
      } else {
        "use a smaller --width, or a machine with more"
      }
    throw .settings(
      """
      the training takes about \(Self.text(total)) of memory, and \(Self.text(available)) are to be \
      had — \(cure)
      """)
  }

  private static func text(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000_000) / 100_000_000
    return "\(tenths / 10).\(tenths % 10) GB"
  }
}
