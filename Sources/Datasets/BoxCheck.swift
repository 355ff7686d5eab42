import Images

/// Finds boxes that cannot be, treats them as a policy says, and counts them.
struct BoxCheck {
  let policy: BadBoxPolicy
  private(set) var clippedCount = 0
  private(set) var droppedCount = 0
  /// The boxes that cannot be.
  private(set) var faults: [SkippedSample] = []

  init(_ policy: BadBoxPolicy) { self.policy = policy }

  /// Treats one box.
  ///
  /// - Parameters:
  ///   - edges: Left, top, right, bottom.
  ///   - width: The width of the picture.
  ///   - height: The height of the picture.
  ///   - written: The box as the file has it, for a message.
  ///   - place: Where the box is written, for a message.
  /// - Returns: The box; nil if it is to be left out.
  /// - Throws: `DatasetError.malformed`, if the policy says so.
  mutating func box(
    _ edges: SIMD4<Double>, width: Int, height: Int, written: @autoclosure () -> String,
    place: @autoclosure () -> String
  ) throws(DatasetError) -> Box? {
    let bound = SIMD4(Double(width), Double(height), Double(width), Double(height))
    guard let problem = problem(of: edges, bound) else { return Self.box(edges) }
    let fault = SkippedSample(
      name: place(),
      reason: "the box \(written()) \(problem) in a picture of \(width)×\(height) pixels")
    faults.append(fault)
    switch policy {
    case .error:
      throw .malformed("\(fault) — correct it, or pass --bad-boxes clip or drop")
    case .clip:
      let clipped = edges.clamped(lowerBound: .zero, upperBound: bound)
      guard Self.isFinite(edges), !Self.box(clipped).isEmpty else {
        droppedCount += 1
        return nil
      }
      clippedCount += 1
      return Self.box(clipped)
    case .drop:
      droppedCount += 1
      return nil
    }
  }

  private func problem(of edges: SIMD4<Double>, _ bound: SIMD4<Double>) -> String? {
    if !Self.isFinite(edges) { return "has an edge that is no number" }
    if edges.z < edges.x || edges.w < edges.y { return "is inverted" }
    // As numbers of 32 bits, which two edges nearly equal may share.
    if Self.box(edges).isEmpty { return "has no area" }
    if any(edges .< .zero) || any(edges .> bound) { return "lies partly or wholly outside" }
    return nil
  }

  /// What was done, for the user; nil if nothing was.
  var notice: String? {
    guard clippedCount + droppedCount > 0 else { return nil }
    return "boxes outside their picture, inverted or without area: \(clippedCount) clipped, "
      + "\(droppedCount) left out"
  }

  /// Four numbers as a file has them: whole ones without a point.
  static func text(_ numbers: SIMD4<Double>) -> String {
    [numbers.x, numbers.y, numbers.z, numbers.w]
      .map { number in Int(exactly: number).map(String.init) ?? "\(number)" }
      .joined(separator: ", ")
  }

  private static func isFinite(_ edges: SIMD4<Double>) -> Bool {
    edges.x.isFinite && edges.y.isFinite && edges.z.isFinite && edges.w.isFinite
  }

  private static func box(_ edges: SIMD4<Double>) -> Box {
    Box(
      xMin: Float(edges.x), yMin: Float(edges.y), xMax: Float(edges.z), yMax: Float(edges.w))
  }
}
