import ArgumentParser
import Datasets
import Files
import Images

/// `zoo data check`: reads every picture, counts classes, finds duplicates.
struct DataCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Reads every picture or text: broken ones, classes, duplicates, what is in both parts.",
    discussion: """
      A picture counts as the same when all its pixels are equal, a text when all its characters \
      are. Ends with 65 if a picture or an \
      annotation is broken, a box cannot be, a picture is in both parts, or no picture shows an \
      object. Examples:
        zoo data check photos/
        zoo data check VOCdevkit/VOC2012
        zoo data check ants_bees --json
      """)

  @OptionGroup var source: DataSource

  @Flag(help: "The result as one JSON object.")
  var json = false

  @Flag(help: "No progress.")
  var quiet = false

  func run() async throws {
    var report: DataReport
    switch try await source.found(announcesStrays: false, badBoxes: .drop, skipsBroken: true) {
    case .pictures(let data):
      report = DataReport(
        data.name, data.classNames, counted: "pictures", training: data.training.classCounts,
        validation: data.validation.classCounts)
      ClassNotes.untrained(data).map(Console.note)
      note(data.strays, in: &report)
      check([Part(data.training), Part(data.validation)], in: &report)
    case .objects(let data):
      report = DataReport(
        data.name, data.classNames, counted: "objects", training: data.training.objectCounts,
        validation: data.validation.objectCounts)
      ClassNotes.untrained(data).map(Console.note)
      report.badBoxes = data.badBoxes.map(\.description)
      note(data.strays, in: &report)
      check([Part(data.training), Part(data.validation)], in: &report)
    case .texts(let data):
      report = DataReport(
        data.name, data.classNames, counted: "texts", training: data.training.classCounts,
        validation: data.validation.classCounts)
      report.test = data.hasTest ? data.test.classCounts : nil
      report.broken = data.strays.map(\.description)
      TextCheck(isShown: !quiet).check(data, in: &report)
    }
    try report.show(json: json)
    let faults = report.broken.count + report.badBoxes.count + report.inBothParts.count
    if faults > 0 {
      throw Failure(
        .badData,
        "\(report.data): \(report.broken.count) broken, "
          + "\(Figures.count(report.badBoxes.count, "bad box", "bad boxes")), "
          + "\(Figures.count(report.inBothParts.count, report.item)) \(report.twice) — correct or "
          + "remove them")
    }
    if (report.training + report.validation + (report.test ?? [])).allSatisfy({ $0 == 0 }) {
      throw Failure(.badData, "\(report.data): there are no \(report.counted) in it — add some")
    }
  }

  /// One of the two parts of the data.
  private struct Part {
    let count: Int
    let name: (Int) -> String
    let image: (Int) throws -> Image

    init(_ images: any ImageCollection) {
      (count, name, image) = (images.count, images.name(at:), images.image(at:))
    }

    init(_ pictures: any ObjectCollection) {
      (count, name, image) = (pictures.count, pictures.name(at:), pictures.image(at:))
    }
  }

  /// Reads every picture.
  private func check(_ parts: [Part], in report: inout DataReport) {
    var equals = EqualSamples()
    var bar = ProgressBar("checking", unit: "images", isShown: !quiet)
    var done = 0
    for (number, part) in parts.enumerated() {
      for index in 0..<part.count {
        let name = part.name(index)
        do {
          let image = try part.image(index)
          report.note(size: [image.width, image.height])
          // Pixels alone do not tell 100 × 50 of one colour from 50 × 100.
          let content = "\(image.width) \(sha256(of: image.pixels))"
          equals.note(content, of: name, inPart: number, in: &report)
        } catch {
          report.broken.append("\(SkippedSample(name: name, reason: "\(error)"))")
        }
        done += 1
        bar.update(done, of: parts.reduce(0) { $0 + $1.count })
      }
    }
    bar.clear()
  }

  /// The files that were left out when the data were found.
  private func note(_ strays: [SkippedSample], in report: inout DataReport) {
    let known = DatasetRegistry[source.data]?.knownStrays ?? []
    var names = Set<String>()
    for stray in strays where names.insert(stray.name).inserted {
      if stray.kind == .broken, !known.contains(where: { stray.name.hasSuffix("/\($0)") }) {
        report.broken.append("\(stray)")
      } else {
        report.others.append("\(stray)")
      }
    }
  }
}
