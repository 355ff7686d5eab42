/// What checking data came to.
struct DataReport: Encodable {
  let data: String
  let classes: [String]
  /// What is counted of each class: pictures or objects.
  let counted: String
  let training: [Int]
  let validation: [Int]
  /// The counts of the part to test with; nil where there is none.
  var test: [Int]?
  /// Width and height of the smallest and of the largest picture.
  var smallest: [Int]?
  var largest: [Int]?
  var broken: [String] = []
  /// The boxes that cannot be.
  var badBoxes: [String] = []
  /// The texts with bytes that are no UTF-8.
  var repaired: [String] = []
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

  /// Where the same item must not be.
  var twice: String { counted == "texts" ? "in two parts" : "in both parts" }

  /// Takes the size of a picture into account.
  mutating func note(size: [Int]) {
    let area = size[0] * size[1]
    if area < smallest.map({ $0[0] * $0[1] }) ?? .max { smallest = size }
    if area > largest.map({ $0[0] * $0[1] }) ?? 0 { largest = size }
  }

  /// Prints the report.
  func show(json: Bool) throws {
    if json { return try Console.output(JSONLine.text(of: self)) }
    var parts = [("training", training), ("validation", validation)]
    if let test { parts.append(("test", test)) }
    var table = Table(["class"] + parts.map { "\($0.0) \(counted)" })
    for (index, name) in classes.enumerated() {
      table.append([name] + parts.map { "\($0.1[index])" })
    }
    table.append(["total"] + parts.map { "\($0.1.reduce(0, +))" })
    try Console.result(data)
    for line in table.lines { try Console.result(line) }
    if let smallest, let largest {
      try Console.result(
        "sizes: \(smallest[0])×\(smallest[1]) to \(largest[0])×\(largest[1]) pixels")
    }
    for line in broken { try Console.result("broken: \(line)") }
    for line in badBoxes { try Console.result("bad box: \(line)") }
    for line in repaired {
      try Console.result("bytes that are no UTF-8: \(line)")
    }
    for line in others { try Console.result("left out: \(line)") }
    for pair in duplicates { try Console.result("same \(item): \(pair.joined(separator: " = "))") }
    for pair in inBothParts { try Console.result("\(twice): \(pair.joined(separator: " = "))") }
  }
}
