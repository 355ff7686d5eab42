/// What checking data came to.
struct DataReport: Encodable {
  let data: String
  let classes: [String]
  /// What is counted of each class: pictures or objects.
  let counted: String
  let training: [Int]
  let validation: [Int]
  /// Width and height of the smallest and of the largest picture.
  var smallest: [Int]?
  var largest: [Int]?
  var broken: [String] = []
  /// The boxes that cannot be.
  var badBoxes: [String] = []
  /// Files of other kinds, which are left out.
  var others: [String] = []
  var duplicates: [[String]] = []
  var inBothParts: [[String]] = []

  init(
    _ data: String, _ classes: [String], counted: String, training: [Int], validation: [Int]
  ) {
    self.data = data
    self.classes = classes
    self.counted = counted
    self.training = training
    self.validation = validation
  }

  /// What the data consist of.
  var item: String { counted == "texts" ? "text" : "picture" }

  /// Takes the size of a picture into account.
  mutating func note(size: [Int]) {
    let area = size[0] * size[1]
    if area < smallest.map({ $0[0] * $0[1] }) ?? .max { smallest = size }
    if area > largest.map({ $0[0] * $0[1] }) ?? 0 { largest = size }
  }

  /// Prints the report.
  func show(json: Bool) throws {
    if json { return try Console.result(JSONLine.text(of: self)) }
    var table = Table(["class", "training \(counted)", "validation \(counted)"])
    for (index, name) in classes.enumerated() {
      table.append([Console.printable(name), "\(training[index])", "\(validation[index])"])
    }
    table.append(["total", "\(training.reduce(0, +))", "\(validation.reduce(0, +))"])
    try Console.result(data)
    for line in table.lines { try Console.result(line) }
    if let smallest, let largest {
      try Console.result(
        "sizes: \(smallest[0])×\(smallest[1]) to \(largest[0])×\(largest[1]) pixels")
    }
    for line in broken { try Console.result("broken: \(line)") }
    for line in badBoxes { try Console.result("bad box: \(line)") }
    for line in others { try Console.result("left out: \(line)") }
    for pair in duplicates { try Console.result("same \(item): \(Self.text(pair))") }
    for pair in inBothParts { try Console.result("in both parts: \(Self.text(pair))") }
  }

  private static func text(_ pair: [String]) -> String {
    pair.map(Console.printable).joined(separator: " = ")
  }
}
