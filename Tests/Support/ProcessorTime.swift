import Foundation

/// How long the current thread computes: what else the machine does, other tests too, does not count.
///
/// - Parameter body: What is measured; it must not wait for other threads.
/// - Returns: The processor's time.
public func processorTime(_ body: () throws -> Void) rethrows -> Duration {
  func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
  let start = now()
  try body()
  return now() - start
}
