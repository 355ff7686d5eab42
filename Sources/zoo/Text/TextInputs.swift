import ArgumentParser
import Foundation
import Tokenizers

/// The texts that a verb reads.
struct TextInputs: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Texts, in quotes; '-' for one a line on standard input.", valueName: "text"))
  var texts: [String]

  func validate() throws {
    guard !texts.isEmpty else { throw Failure(.usage, "a text is missing — give one in quotes") }
  }

  /// The texts in portions, each there as soon as it is read.
  func portions() -> TextPortions {
    Self.note(repairs: Self.argumentRepairCount, of: "the command line")
    return TextPortions(texts)
  }

  /// All texts in order, for verbs that must know them before they begin.
  ///
  /// - Throws: `Failure`, where standard input holds none or cannot be read.
  func read() throws(Failure) -> [String] {
    var portions = self.portions()
    var all: [String] = []
    while let portion = try portions.next() { all += portion }
    return all
  }

  /// Warns that an answer follows from no word of its text.
  static func note(knowsWord: Bool, of text: String) {
    guard !knowsWord else { return }
    Console.note(
      "zoo: warning: no known word in '\(beginning(of: text))': its answer means nothing")
  }

  /// How a text begins.
  static func beginning(of text: String) -> String { String(text.prefix(60)) }

  /// Says that bytes were repaired.
  static func note(repairs count: Int, of source: String) {
    guard count > 0 else { return }
    Console.note("zoo: repaired \(Figures.count(count, "place")) of \(source) without UTF-8")
  }

  /// The places of the command line that are no UTF-8, which Swift repairs without a word.
  private static var argumentRepairCount: Int {
    // As the kernel has it; where it has nothing to say, nothing is counted.
    guard let file = FileHandle(forReadingAtPath: "/proc/self/cmdline"),
      let content = try? file.readToEnd()
    else { return 0 }
    return content.split(separator: 0).reduce(0) { $0 + RepairedText($1).repairCount }
  }
}
