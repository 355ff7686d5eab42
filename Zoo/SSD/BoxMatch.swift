/// The default boxes that stand for the objects of a picture.
public struct BoxMatch: Sendable, Equatable {
  /// The default boxes, in their order.
  public let boxes: [Int]
  /// For each of them, the object that it stands for.
  public let objects: [Int]

  /// The number of default boxes that stand for an object.
  public var count: Int { boxes.count }
}
