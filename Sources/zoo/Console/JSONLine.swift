import Foundation

/// One object on one line, its keys in alphabetical order.
enum JSONLine {
  /// The line of a value.
  ///
  /// - Throws: What the encoder throws; numbers that are not finite become strings.
  static func text(of value: some Encodable, pretty: Bool = false, snakeCase: Bool = true) throws
    -> String
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty
      ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      : [.sortedKeys, .withoutEscapingSlashes]
    if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
