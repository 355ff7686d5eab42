import Glibc

/// Times repeated runs of one piece of work.
struct Stopwatch {
  /// The seconds of each run, the fastest first.
  let seconds: [Double]
  /// The largest resident size meanwhile, in MiB.
  let peakMemory: Double

  /// Prepares and warms up the work, then runs it for `duration` seconds, five times at least (three
  /// times when a run takes more than a second).
  init(duration: Double, prepare: () -> () -> Void) {
    Self.forgetPeakMemory()
    let work = prepare()
    let clock = ContinuousClock()
    let warmUp = clock.measure(work) / .seconds(1)
    var seconds: [Double] = []
    let least = warmUp > 1 ? 3 : 5
    let start = clock.now
    while seconds.count < least || (clock.now - start) / .seconds(1) < duration {
      seconds.append(clock.measure(work) / .seconds(1))
    }
    self.seconds = seconds.sorted()
    peakMemory = Self.peakMemory()
  }

  /// The median, in seconds.
  var median: Double {
    let middle = seconds.count / 2
    return seconds.count % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2
  }

  /// The fastest run, in seconds.
  var best: Double { seconds.first ?? 0 }

  /// Lets the system begin anew with the largest resident size; without effect where it cannot.
  private static func forgetPeakMemory() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// `VmHWM` of the process, in MiB; 0 where the system does not tell.
  private static func peakMemory() -> Double {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      return (Double(text.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "") ?? 0)
        / 1024
    }
    return 0
  }
}
