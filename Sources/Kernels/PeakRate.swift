import CKernels
import Synchronization

/// The floating point operations per second that the processor's multiply-adds reach on all threads,
/// without any memory access: what nothing that multiplies directly can exceed.
///
/// - Parameter milliseconds: How long to measure, about.
/// - Returns: Operations per second; a multiply-add counts as two.
public func peakRate(milliseconds: Int = 200) -> Double {
  let kernels = zoo_peak().pointee
  guard let multiplyAdd = kernels.multiply_add else { return 0 }
  let clock = ContinuousClock()
  let stepsPerRound = 1_000_000
  // What comes out is kept, or the loop would be optimized away.
  let kept = Atomic<UInt32>(0)
  var (best, elapsed) = (0.0, 0.0)
  while elapsed < Double(milliseconds) / 1000 {
    let duration = clock.measure {
      parallel(over: threadCount) { range in
        for _ in range {
          kept.bitwiseXor(multiplyAdd(stepsPerRound).bitPattern, ordering: .relaxed)
        }
      }
    }
    let seconds = max(1e-9, duration / .seconds(1))
    elapsed += seconds
    let operations = Double(kernels.operations_per_step * stepsPerRound * threadCount)
    best = max(best, operations / seconds)
  }
  return best
}
