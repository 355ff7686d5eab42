import Files
import Images
import Kernels

/// Several collections with boxes, one after another: VOC 2007 and 2012, say.
public struct JoinedObjects: ObjectCollection {
  /// The collections.
  public let parts: [any ObjectCollection]
  public let count: Int
  /// For each picture, the collection that it is from and its index there.
  private let places: [(part: Int, index: Int)]

  /// Joins collections.
  ///
  /// - Parameter parts: The collections, at least one, all of the same classes.
  public init(_ parts: [any ObjectCollection]) {
    guard let first = parts.first else { trap("join: no collections") }
    for part in parts where part.classNames != first.classNames {
      trap("join: classes \(first.classNames) and \(part.classNames)")
    }
    self.parts = parts
    places = parts.enumerated().flatMap { part, collection in
      (0..<collection.count).map { (part, $0) }
    }
    count = places.count
  }

  public var classNames: [String] { parts[0].classNames }

  public func image(at index: Int) throws -> Image {
    try parts[places[index].part].image(at: places[index].index)
  }

  public func objects(at index: Int) -> [ObjectAnnotation] {
    parts[places[index].part].objects(at: places[index].index)
  }

  public func size(at index: Int) -> (width: Int, height: Int) {
    parts[places[index].part].size(at: places[index].index)
  }

  public func name(at index: Int) -> String {
    parts[places[index].part].name(at: places[index].index)
  }

  public var strays: [SkippedSample] { parts.flatMap(\.strays) }
  public var fingerprint: String {
    sha256(of: parts.map(\.fingerprint).joined(separator: " ").utf8)
  }
}
