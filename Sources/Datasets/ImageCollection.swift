import Images

/// Pictures with classes, before any transform: a folder, drawings, a part of either.
public protocol ImageCollection: Sendable {
  /// The number of pictures.
  var count: Int { get }
  /// The name of each class; labels are indices into it.
  var classNames: [String] { get }

  /// The class of a picture.
  func label(at index: Int) -> Int
  /// A picture as it is stored or drawn.
  func image(at index: Int) throws -> Image
  /// The file of a picture, or what else it is called.
  func name(at index: Int) -> String

  /// Files that look like pictures of the collection and are none, left out.
  var strays: [SkippedSample] { get }
  /// A hash that changes when the data do.
  var fingerprint: String { get }
}

extension ImageCollection {
  public var strays: [SkippedSample] { [] }

  /// The class of each picture.
  public var labels: [Int] { (0..<count).map { label(at: $0) } }

  /// The number of pictures of each class.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels { counts[label] += 1 }
    return counts
  }
}
