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
    var seen: [String: (name: String, part: Int)] = [:]
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
          let hash = sha256(of: text.text.utf8)
          if let first = seen[hash] {
            if first.part == number {
              report.duplicates.append([first.name, name])
            } else {
              report.inBothParts.append([
                "\(first.name) (\(parts[first.part].0))", "\(name) (\(title))",
              ])
            }
          } else {
            seen[hash] = (name, number)
          }
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
