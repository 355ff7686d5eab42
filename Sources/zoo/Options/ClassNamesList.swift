/// Names of classes in a flag, with commas between: `7,8`.
enum ClassNamesList {
  /// The names of a list.
  static func split(_ list: String) -> [String] {
    list.split(separator: ",").map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The labels of classes.
  ///
  /// - Throws: `Failure`, with the list of classes, where there is none of a name.
  static func labels(
    _ names: [String], among classes: [String], flag: String
  ) throws(Failure) -> [Int] {
    var labels: [Int] = []
    for name in names {
      guard let label = classes.firstIndex(of: name) else {
        throw Failure(
          .usage, "\(flag): \(Suggestion.answer(to: name, among: classes, kind: "class"))")
      }
      labels.append(label)
    }
    return labels
  }
}
