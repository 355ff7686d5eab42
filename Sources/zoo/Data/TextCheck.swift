import Datasets
import Files
import Tokenizers

/// Reads every text of data.
struct TextCheck {
  /// Whether progress is shown.
  let isShown: Bool

  /// Finds texts that cannot be read, and equal ones in a part or in two.
  ///
  /// - Parameters:
  ///   - data: The texts.
  ///   - report: Told of what is found.
  func check(_ data: TextData, in report: inout DataReport) {
    var equals = EqualSamples()
    var bar = ProgressBar("checking", unit: "texts", isShown: isShown)
    var parts = [("training", data.training), ("validation", data.validation)]
    if data.hasTest { parts.append(("test", data.test)) }
    let total = parts.reduce(0) { $0 + $1.1.count }
    var done = 0
    for (number, (title, part)) in parts.enumerated() {
      for index in 0..<part.count {
        let name = part.name(at: index)
        do {
          let text = try part.usableText(at: index)
          if text.repairCount > 0 { report.repaired.append(name) }
          equals.note(
            sha256(of: text.text.utf8), of: name, titled: "\(name) (\(title))", inPart: number,
            in: &report)
        } catch {
          report.broken.append("\(SkippedSample(name: name, reason: "\(error)"))")
        }
        done += 1
        bar.update(done, of: total)
      }
    }
    bar.clear()
  }
}
