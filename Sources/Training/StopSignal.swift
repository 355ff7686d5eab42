import Glibc
import Synchronization

/// Asks trainings to save and stop after their current step.
public enum StopSignal {
  private static let requested = Atomic<Int32>(0)
  /// The address of what the first signal tells, for C: a handler must not touch Swift's strings.
  private static let notice = Atomic<UInt>(0)

  /// The signal that asked to stop; nil if nobody did.
  public static var current: Int32? {
    let signal = requested.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Asks every training of the process to stop.
  public static func request(_ signal: Int32 = SIGINT) {
    requested.store(signal, ordering: .relaxed)
  }

  /// Lets trainings run again.
  public static func reset() {
    requested.store(0, ordering: .relaxed)
  }

  /// Turns Ctrl-C, SIGTERM and SIGHUP into requests; a second Ctrl-C or SIGTERM ends the process at
  /// once.
  ///
  /// A lost connection may send SIGHUP more than once, and to whatever `nohup` started none counts. A
  /// closed pipe does not end the process either: whoever reads the progress may leave.
  ///
  /// - Parameter notice: What the first one writes to standard error at once; nil for nothing.
  public static func catchSignals(telling notice: String? = nil) {
    _ = exchange(notice.flatMap { strdup($0) }).map { free($0) }
    Glibc.signal(SIGPIPE, SIG_IGN)
    for signal in [SIGINT, SIGTERM, SIGHUP] where signal != SIGHUP || !isIgnored(signal) {
      // Only what is safe in a signal handler: atomic exchanges, write and _exit.
      Glibc.signal(signal) { signal in
        if StopSignal.requested.exchange(signal, ordering: .relaxed) != 0 {
          if signal == SIGHUP { return }
          _exit(128 + signal)
        }
        if let notice = StopSignal.exchange(nil) {
          _ = write(STDERR_FILENO, notice, strlen(notice))
        }
      }
    }
  }

  /// Whether the process was started with a signal ignored.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
      == unsafeBitCast(SIG_IGN, to: UInt.self)
  }

  /// Replaces the text that is told and returns the one before.
  private static func exchange(_ text: UnsafeMutablePointer<CChar>?) -> UnsafeMutablePointer<CChar>?
  {
    UnsafeMutablePointer(
      bitPattern: notice.exchange(UInt(bitPattern: text), ordering: .relaxed))
  }
}
