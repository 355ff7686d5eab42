import Glibc
import Synchronization

/// Asks trainings to save and stop after their current step.
public enum StopSignal {
  private static let requested = Atomic<Int32>(0)

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

  /// Turns Ctrl-C, SIGTERM and SIGHUP into requests; the second one ends the process at once.
  public static func catchSignals() {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      // Only what is safe in a signal handler: an atomic exchange and _exit.
      Glibc.signal(signal) { signal in
        if StopSignal.requested.exchange(signal, ordering: .relaxed) != 0 { _exit(128 + signal) }
      }
    }
  }
}
