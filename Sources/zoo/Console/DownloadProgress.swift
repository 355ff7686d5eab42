import Files
import Synchronization

/// The bar of a download, which reports from another thread.
final class DownloadProgress: Sendable {
  private let bar: Mutex<ProgressBar>

  init(_ name: String, isShown: Bool) {
    bar = Mutex(ProgressBar("fetching \(name)", unit: "MB", isShown: isShown))
  }

  /// Shows how much has arrived.
  var update: @Sendable (Download.Progress) -> Void {
    { [self] progress in
      bar.withLock { bar in
        bar.update(progress.received / 1_000_000, of: progress.total.map { $0 / 1_000_000 })
      }
    }
  }

  /// Takes the bar off the screen.
  func clear() {
    bar.withLock { $0.clear() }
  }
}
