import Files
import Images

/// A collection whose labels are those of another list of classes, matched by name.
public struct RelabelledObjects: ObjectCollection {
  /// The collection with its own labels.
  public let base: any ObjectCollection
  public let classNames: [String]
  /// The new label of each of the collection's; −1 for a class that does not occur.
  private let labels: [Int]

  /// Creates a collection with other labels.
  ///
  /// - Parameters:
  ///   - base: The collection.
  ///   - classNames: The classes of a network.
  ///   - cure: What to do about classes that the network lacks.
  /// - Throws: `DatasetError.malformed`, with both lists, if the network lacks a class that occurs.
  public init(
    _ base: any ObjectCollection, classNames: [String],
    cure: String = "rename the classes, or train a new head"
  ) throws(DatasetError) {
    let occurring = zip(base.classNames, base.objectCounts).filter { $0.1 > 0 }.map(\.0)
    try ClassList.check(
      found: Set(occurring), expected: classNames, source: "the data", cure: cure)
    self.base = base
    self.classNames = classNames
    labels = base.classNames.map { classNames.firstIndex(of: $0) ?? -1 }
  }

  public var count: Int { base.count }
  public func image(at index: Int) throws -> Image { try base.image(at: index) }
  public func size(at index: Int) -> (width: Int, height: Int) { base.size(at: index) }
  public func name(at index: Int) -> String { base.name(at: index) }
  public var strays: [SkippedSample] { base.strays }
  public var fingerprint: String { sha256(of: "\(base.fingerprint) \(classNames)".utf8) }

  public func objects(at index: Int) -> [ObjectAnnotation] {
    base.objects(at: index).map { object in
      var object = object
      object.label = labels[object.label]
      return object
    }
  }
}

extension ObjectData {
  /// The same data with the labels of a network's classes.
  ///
  /// - Throws: `DatasetError.malformed`, with both lists, if the network lacks a class that occurs.
  public func relabelled(as classNames: [String]) throws(DatasetError) -> ObjectData {
    var data = self
    data.training = try RelabelledObjects(training, classNames: classNames)
    data.validation = try RelabelledObjects(validation, classNames: classNames)
    return data
  }
}
