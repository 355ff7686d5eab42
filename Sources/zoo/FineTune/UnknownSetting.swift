import Foundation

/// A member of a file of settings that nothing reads: a misspelt one would silently have no effect.
struct UnknownSetting {
  /// The member it is in, with a final dot; empty for the whole.
  let path: String
  /// What it is called.
  let key: String
  /// What stands there.
  let value: String
  /// The members that are known beside it.
  let siblings: [String]

  /// The first such member of a file, in the order of names; nil if there is none.
  ///
  /// - Parameters:
  ///   - given: The file.
  ///   - settings: What was read from it.
  /// - Throws: Where either is no JSON.
  init?(in given: Data, readAs settings: some Encodable) throws {
    let known = try JSONEncoder().encode(settings)
    self.init(
      in: try JSONSerialization.jsonObject(with: given),
      known: try JSONSerialization.jsonObject(with: known), path: "")
  }

  private init?(in given: Any, known: Any, path: String) {
    guard let given = given as? [String: Any], let known = known as? [String: Any] else {
      return nil
    }
    for (key, value) in given.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
      guard let other = known[key] else {
        self.path = path
        self.key = key
        self.value = "\(value)"
        siblings = known.keys.sorted()
        return
      }
      if let found = UnknownSetting(in: value, known: other, path: "\(path)\(key).") {
        self = found
        return
      }
    }
    return nil
  }
}

extension UnknownSetting: CustomStringConvertible {
  var description: String {
    let answer = Suggestion.answer(to: key, among: siblings, kind: "setting")
    return "\(path)\(key) is \(value.prefix(40)), but \(answer)"
  }
}
