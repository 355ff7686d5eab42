/// What is told where weights and data know different classes, or the same in another order.
enum ClassNotes {
  /// Which heads a training begins with; nil where classes and order are the same.
  static func starting(known: [String], wanted: [String]) -> String? {
    if known.count == wanted.count, Set(known) == Set(wanted) {
      return mapping(from: wanted, to: known)
    }
    return """
      zoo: the weights know \(known.joined(separator: ", ")); new heads for \
      \(wanted.joined(separator: ", "))
      """
  }

  /// Which classes cannot be learnt; nil if all can.
  static func untrained(_ samples: some TrainingSamples) -> String? {
    let counts = samples.classCounts
    let names = samples.classNames.indices
      .filter { counts.training[$0] == 0 && counts.validation[$0] > 0 }
      .map { samples.classNames[$0] }
    guard !names.isEmpty else { return nil }
    return """
      zoo: warning: only the validation part shows \(names.joined(separator: ", ")), which cannot be \
      learnt — add training pictures
      """
  }

  /// Which class of the weights each class of the data is; nil where their numbers are the same.
  static func mapping(from data: [String], to weights: [String]) -> String? {
    let pairs = data.enumerated().compactMap { index, name in
      weights.firstIndex(of: name).map { (name: name, from: index, to: $0) }
    }
    guard pairs.contains(where: { $0.from != $0.to }) else { return nil }
    let list = pairs.map { "\($0.name) \($0.from) → \($0.to)" }.joined(separator: ", ")
    return "zoo: classes go by name, from the data's number to the weights': \(list)"
  }
}
