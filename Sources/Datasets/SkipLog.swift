import Synchronization

/// The broken samples met so far: each is reported once, however often it is met.
final class SkipLog: Sendable {
  private let skipped = Mutex<[Int: SkippedSample]>([:])
  private let report: @Sendable (SkippedSample) -> Void

  init(report: @escaping @Sendable (SkippedSample) -> Void) {
    self.report = report
  }

  func skip(_ index: Int, _ sample: SkippedSample) {
    let isNew = skipped.withLock { $0.updateValue(sample, forKey: index) == nil }
    if isNew { report(sample) }
  }

  var samples: [SkippedSample] {
    skipped.withLock { skipped in skipped.sorted { $0.key < $1.key }.map(\.value) }
  }
}
