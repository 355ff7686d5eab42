import Datasets
import Synchronization

/// Names each broken picture or text once on standard error, and counts them.
final class SkipCounter: Sendable {
  private let names: Mutex<Set<String>>

  /// Begins with the files that were left out when the data were found, which are named already.
  init(leftOut strays: [SkippedSample] = []) {
    names = Mutex(Set(strays.map(\.name)))
  }

  /// The number of pictures or texts that were left out.
  var count: Int { names.withLock(\.count) }

  /// Takes the report of a broken picture or text.
  var report: @Sendable (SkippedSample) -> Void {
    { [self] sample in
      guard names.withLock({ $0.insert(sample.name).inserted }) else { return }
      Console.note("zoo: skipped: \(sample)")
    }
  }
}
