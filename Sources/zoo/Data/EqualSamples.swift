/// Finds samples of equal content.
struct EqualSamples {
  /// The first sample of each content.
  private var firsts: [String: (name: String, title: String, part: Int)] = [:]

  /// Notes what a sample holds, and reports it where another held the same.
  ///
  /// - Parameters:
  ///   - content: What identifies the content, such as its hash.
  ///   - name: The sample.
  ///   - title: What it is called beside one of another part; its name by default.
  ///   - part: The number of its part of the data.
  ///   - report: Told of two samples that are equal.
  mutating func note(
    _ content: String, of name: String, titled title: String? = nil, inPart part: Int,
    in report: inout DataReport
  ) {
    let title = title ?? name
    guard let first = firsts[content] else {
      firsts[content] = (name, title, part)
      return
    }
    if first.part == part {
      report.duplicates.append([first.name, name])
    } else {
      report.inBothParts.append([first.title, title])
    }
  }
}
