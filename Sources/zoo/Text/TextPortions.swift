import Tokenizers

/// The texts of arguments and of standard input in their order, in portions that are answered before
/// the next one is read.
struct TextPortions {
  /// The most texts of a portion.
  private static let size = 256

  private var arguments: ArraySlice<String>
  private var input = StandardInputLines()
  private var count = 0
  private var repairs = 0
  private var blanks = 0

  init(_ arguments: [String]) {
    self.arguments = arguments[...]
  }

  /// The next texts: of standard input each line, an empty one too, since it gets its answer.
  ///
  /// - Returns: At least one text; nil at the end.
  /// - Throws: `Failure`, where there is none at all or standard input cannot be read.
  mutating func next() throws(Failure) -> [String]? {
    while let argument = arguments.first {
      var portion: [String] = []
      if argument == "-" {
        for line in try input.next(atMost: Self.size) { portion.append(text(of: line)) }
        if portion.isEmpty {
          tellOfInput()
          arguments.removeFirst()
          continue
        }
      } else {
        portion = Array(arguments.prefix(Self.size).prefix(while: { $0 != "-" }))
        arguments.removeFirst(portion.count)
      }
      count += portion.count
      return portion
    }
    guard count > 0 else { throw Failure(.inputNotFound, "standard input holds no text") }
    return nil
  }

  private mutating func text(of line: [UInt8]) -> String {
    let repaired = RepairedText(line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...])
    if repaired.text.allSatisfy(\.isWhitespace) { blanks += 1 }
    repairs += repaired.repairCount
    return repaired.text
  }

  /// Tells what was wrong with standard input, once it is at its end.
  private mutating func tellOfInput() {
    TextInputs.note(repairs: repairs, of: "standard input")
    if blanks > 0 {
      Console.note("zoo: warning: \(Figures.count(blanks, "empty line")) of standard input")
    }
    (repairs, blanks) = (0, 0)
  }
}
