import ArgumentParser
import Datasets
import Files
import Images

/// `zoo data check`: reads every picture, counts classes, finds duplicates.
struct DataCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads every picture: broken files, classes, duplicates, pictures in both parts.",
    discussion: "Ends with 65 if a file is broken or in both parts. Example: zoo data check photos/"
  )

  /// What was found.
  private struct Report: Encodable {
    var data: String
    var classes: [String]
    var training: [Int]
    var validation: [Int]
    var broken: [String] = []
    var duplicates: [[String]] = []
    var inBothParts: [[String]] = []
  }

  @OptionGroup var source: DataSource

  @Flag(help: "The result as one JSON object.")
  var json = false

  @Flag(help: "No progress.")
  var quiet = false

  func run() async throws {
    let data = try await source.resolved()
    var report = Report(
      data: data.name, classes: data.classNames, training: data.training.classCounts,
      validation: data.validation.classCounts)
    var seen: [String: (name: String, isTraining: Bool)] = [:]
    var bar = ProgressBar("checking", unit: "images", isShown: !quiet)
    var done = 0
    for (images, isTraining) in [(data.training, true), (data.validation, false)] {
      for index in 0..<images.count {
        let name = images.name(at: index)
        do {
          let hash = sha256(of: try images.image(at: index).pixels)
          if let first = seen[hash] {
            if first.isTraining == isTraining {
              report.duplicates.append([first.name, name])
            } else {
              report.inBothParts.append([first.name, name])
            }
          } else {
            seen[hash] = (name, isTraining)
          }
        } catch {
          report.broken.append(Console.printable("\(error)"))
        }
        done += 1
        bar.update(done, of: data.training.count + data.validation.count)
      }
    }
    bar.clear()
    try show(report)
    let faults = report.broken.count + report.inBothParts.count
    if faults > 0 {
      throw Failure(
        .badData,
        "\(data.name): \(report.broken.count) broken pictures, "
          + "\(report.inBothParts.count) in both parts — remove them")
    }
  }

  private func show(_ report: Report) throws {
    if json { return try Console.result(JSONLine.text(of: report)) }
    var table = Table(["class", "training", "validation"])
    for (index, name) in report.classes.enumerated() {
      table.append([
        Console.printable(name), "\(report.training[index])", "\(report.validation[index])",
      ])
    }
    try Console.result(report.data)
    for line in table.lines { try Console.result(line) }
    for line in report.broken { try Console.result("broken: \(line)") }
    for pair in report.duplicates { try Console.result("same picture: \(Self.text(pair))") }
    for pair in report.inBothParts { try Console.result("in both parts: \(Self.text(pair))") }
  }

  private static func text(_ pair: [String]) -> String {
    pair.map(Console.printable).joined(separator: " = ")
  }
}
