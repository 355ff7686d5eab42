import Images

/// Pictures with the boxes of the objects in them, before any transform.
public protocol ObjectCollection: Sendable {
  /// The number of pictures.
  var count: Int { get }
  /// The name of each class, without the background; labels are indices into it.
  var classNames: [String] { get }

  /// A picture as it is stored or drawn.
  func image(at index: Int) throws -> Image
  /// The objects in a picture, difficult ones too; none is allowed.
  func objects(at index: Int) -> [ObjectAnnotation]
  /// The size of a picture in pixels, without decoding it.
  func size(at index: Int) -> (width: Int, height: Int)
  /// The file of a picture, or what else it is called.
  func name(at index: Int) -> String

  /// Files that should belong to the collection and cannot be used, left out.
  var strays: [SkippedSample] { get }
  /// A hash that changes when the data do.
  var fingerprint: String { get }
}

extension ObjectCollection {
  public var strays: [SkippedSample] { [] }

  /// The number of objects of each class, difficult ones too.
  public var objectCounts: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for index in 0..<count {
      for object in objects(at: index) { counts[object.label] += 1 }
    }
    return counts
  }
}
