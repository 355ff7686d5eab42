import ArgumentParser
import Kernels
import Tensors

/// `zoo benchmark`: times cases on this machine.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Times networks, training steps and parts of them on this machine.",
    discussion: """
      Weights and pictures are random. GFLOP/s count the operations of the definition (Winograd's \
      convolution needs fewer), and are compared with the multiply-adds that the processor reaches \
      without memory; operations on large arrays are compared with a copy.

      Cases:
      \(BenchmarkCase.allCases.map { "  \($0.rawValue): \($0.explanation)" }.joined(separator: "\n"))

      Examples:
        zoo benchmark vgg16_b1
        zoo benchmark --json --seconds 1
      """)

  @Argument(
    help: ArgumentHelp("What to time (default: all cases).", valueName: "case"),
    completion: .list(BenchmarkCase.allCases.map(\.rawValue)))
  var cases: [String] = []

  @Option(help: ArgumentHelp("How long to run each case, at least.", valueName: "s"))
  var seconds = 3.0

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    _ = try chosen()
    guard seconds >= 0, seconds <= 3600 else {
      throw Failure(.usage, "--seconds \(seconds) is not within 0…3600")
    }
  }

  func run() throws {
    engine.apply()
    let peak = peakRate() / 1e9
    engine.note(
      "\(threadCount) threads, \(InstructionSet.current), "
        + "\(Figures.fixed(peak, 0)) GFLOP/s of multiply-adds at most")
    var table = Table(
      [
        "case", "median ms", "best ms", "runs", "images/s", "GFLOP/s", "of peak", "GB/s", "of copy",
        "MiB",
      ])
    var copyRate: Double?
    for benchmark in try chosen() {
      if benchmark.byteCount != nil, copyRate == nil {
        // Copying is measured once, close to what is compared with it.
        copyRate = Self.rate(.copy, Stopwatch(duration: 0.5, prepare: BenchmarkCase.copy.prepare))
      }
      let watch = withSeed(engine.seed ?? 1234) {
        Stopwatch(duration: seconds, prepare: benchmark.prepare)
      }
      let report = Self.report(benchmark, watch, peak: peak, copyRate: copyRate)
      if engine.json {
        try Console.output(JSONLine.text(of: report))
      } else {
        engine.note("\(report.case): \(Figures.compact(report.medianMs)) ms")
        table.append(Self.row(report))
      }
    }
    if !engine.json { for line in table.lines { try Console.result(line) } }
  }

  private func chosen() throws(Failure) -> [BenchmarkCase] {
    if cases.isEmpty { return BenchmarkCase.allCases }
    var chosen: [BenchmarkCase] = []
    for name in cases {
      guard let benchmark = BenchmarkCase(rawValue: name) else {
        let names = BenchmarkCase.allCases.map(\.rawValue)
        throw Failure(.usage, Suggestion.answer(to: name, among: names, kind: "case"))
      }
      chosen.append(benchmark)
    }
    return chosen
  }

  /// 10⁹ bytes per second.
  private static func rate(_ benchmark: BenchmarkCase, _ watch: Stopwatch) -> Double? {
    benchmark.byteCount.map { Double($0) / watch.median / 1e9 }
  }

  private static func report(
    _ benchmark: BenchmarkCase, _ watch: Stopwatch, peak: Double, copyRate: Double?
  ) -> BenchmarkReport {
    let gflops = benchmark.gigaoperations.map { $0 / watch.median }
    let bytes = rate(benchmark, watch)
    return BenchmarkReport(
      case: benchmark.rawValue, medianMs: 1000 * watch.median, bestMs: 1000 * watch.best,
      runs: watch.seconds.count, peakRssMb: watch.peakMemory, threads: threadCount,
      kernels: "\(InstructionSet.current)",
      imagesPerS: benchmark.imageCount.map { Double($0) / watch.median }, gflops: gflops,
      peakGflops: gflops == nil ? nil : peak, shareOfPeak: gflops.map { $0 / peak }, gbPerS: bytes,
      shareOfCopy: bytes.flatMap { bytes in copyRate.map { bytes / $0 } })
  }

  private static func row(_ report: BenchmarkReport) -> [String] {
    func text(_ value: Double?, _ format: (Double) -> String) -> String { value.map(format) ?? "" }
    return [
      report.case, Figures.fixed(report.medianMs), Figures.fixed(report.bestMs), "\(report.runs)",
      text(report.imagesPerS, Figures.compact), text(report.gflops) { Figures.fixed($0, 0) },
      text(report.shareOfPeak, Figures.percent), text(report.gbPerS, Figures.compact),
      text(report.shareOfCopy, Figures.percent), Figures.fixed(report.peakRssMb, 0),
    ]
  }
}
