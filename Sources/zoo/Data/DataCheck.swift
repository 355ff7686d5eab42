import ArgumentParser
import Datasets
import Files
import Images

/// `zoo data check`: reads every picture, counts classes, finds duplicates.
struct DataCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads every picture: broken files, classes, duplicates, pictures in both parts.",
    discussion: """
      A picture counts as the same when all its pixels are equal. Ends with 65 if a picture is \
      broken or in both parts. Examples:
        zoo data check photos/
        zoo data check ants_bees --json
      """)

  /// What was found.
  private struct Report: Encodable {
    var data: String
    var classes: [String]
    var training: [Int]
    var validation: [Int]
    /// Width and height of the smallest and of the largest picture.
    var smallest: [Int]?
    var largest: [Int]?
    var broken: [String] = []
    /// Files of other kinds, which are left out.
    var others: [String] = []
    var duplicates: [[String]] = []
    var inBothParts: [[String]] = []

    mutating func note(size: [Int]) {
      let area = size[0] * size[1]
      if area < smallest.map({ $0[0] * $0[1] }) ?? .max { smallest = size }
      if area > largest.map({ $0[0] * $0[1] }) ?? 0 { largest = size }
    }
  }

  @OptionGroup var source: DataSource

  @Flag(help: "The result as one JSON object.")
  var json = false

  @Flag(help: "No progress.")
  var quiet = false

  func run() async throws {
    let data = try await source.resolved(announcesStrays: false)
    var report = Report(
      data: data.name, classes: data.classNames, training: data.training.classCounts,
      validation: data.validation.classCounts)
    note(data, in: &report)
    var seen: [String: (name: String, isTraining: Bool)] = [:]
    var bar = ProgressBar("checking", unit: "images", isShown: !quiet)
    var done = 0
    for (images, isTraining) in [(data.training, true), (data.validation, false)] {
      for index in 0..<images.count {
        let name = images.name(at: index)
        do {
          let image = try images.image(at: index)
          report.note(size: [image.width, image.height])
          let hash = sha256(of: image.pixels)
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
          report.broken.append("\(SkippedSample(name: name, reason: "\(error)"))")
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
          + "\(report.inBothParts.count) pictures in both parts — remove them")
    }
  }

  /// The files that were left out when the data were found: broken ones if they are called pictures.
  private func note(_ data: ImageData, in report: inout Report) {
    let known = DatasetRegistry.all.first { $0.name == source.data }?.knownStrays ?? []
    var names = Set<String>()
    for stray in data.training.strays + data.validation.strays
    where names.insert(stray.name).inserted {
      let isPicture = [".png", ".jpg", ".jpeg"].contains { stray.name.lowercased().hasSuffix($0) }
      if isPicture, !known.contains(where: { stray.name.hasSuffix("/\($0)") }) {
        report.broken.append("\(stray)")
      } else {
        report.others.append("\(stray)")
      }
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
    table.append([
      "total", "\(report.training.reduce(0, +))", "\(report.validation.reduce(0, +))",
    ])
    try Console.result(report.data)
    for line in table.lines { try Console.result(line) }
    if let smallest = report.smallest, let largest = report.largest {
      try Console.result(
        "sizes: \(smallest[0])×\(smallest[1]) to \(largest[0])×\(largest[1]) pixels")
    }
    for line in report.broken { try Console.result("broken: \(line)") }
    for line in report.others { try Console.result("left out: \(line)") }
    for pair in report.duplicates { try Console.result("same picture: \(Self.text(pair))") }
    for pair in report.inBothParts { try Console.result("in both parts: \(Self.text(pair))") }
  }

  private static func text(_ pair: [String]) -> String {
    pair.map(Console.printable).joined(separator: " = ")
  }
}
