import ArgumentParser

/// Some of the ten digits, written `7,8`.
struct DigitList: ExpressibleByArgument, Codable, Equatable {
  /// The digits, in their order, each once.
  let digits: [Int]

  /// Reads a list.
  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let digits = parts.compactMap { Int($0) }.filter { (0...9).contains($0) }
    guard digits.count == parts.count else { return nil }
    self.digits = Set(digits).sorted()
  }
}

extension DigitList: CustomStringConvertible {
  /// `digits 7, 8`.
  var description: String { "digits \(digits.map(String.init).joined(separator: ", "))" }
}
