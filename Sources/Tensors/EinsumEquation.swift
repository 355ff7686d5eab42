import Kernels

/// The letters of an `einsum`, checked against the operands.
struct EinsumEquation {
  /// The letters of each operand's axes.
  let operands: [[Character]]
  /// The letters of the output's axes.
  let output: [Character]

  init(_ equation: String, shapes: [[Int]]) {
    let text = equation.filter { $0 != " " }
    guard let arrow = text.firstRange(of: "->") else {
      trap("einsum: '\(equation)' has no '->'")
    }
    operands = text[..<arrow.lowerBound].split(separator: ",", omittingEmptySubsequences: false)
      .map { Array($0) }
    output = Array(text[arrow.upperBound...])
    guard operands.count == shapes.count, !shapes.isEmpty else {
      trap("einsum: '\(equation)' names \(operands.count) operands, given are \(shapes.count)")
    }
    var extents: [Character: Int] = [:]
    for (letters, shape) in zip(operands, shapes) {
      guard letters.count == shape.count, Set(letters).count == letters.count else {
        trap("einsum: '\(String(letters))' of '\(equation)' does not fit \(shape)")
      }
      for (letter, extent) in zip(letters, shape) {
        guard extents[letter, default: extent] == extent else {
          trap("einsum: '\(letter)' of '\(equation)' has two extents: \(shapes)")
        }
        extents[letter] = extent
      }
    }
    guard Set(output).count == output.count, output.allSatisfy({ extents[$0] != nil }) else {
      trap("einsum: the output of '\(equation)' has a letter twice or one that no operand has")
    }
  }
}
