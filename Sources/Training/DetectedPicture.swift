import Datasets
import Tasks

/// A picture with the objects that it shows and those that a model found.
public struct DetectedPicture: Sendable {
  /// What messages and pictures call it.
  public var name: String
  /// What it shows, in pixels of the original picture.
  public var objects: [ObjectAnnotation]
  /// What was found, in pixels of the original picture.
  public var detections: [Detection]

  /// Creates a picture.
  public init(name: String, objects: [ObjectAnnotation], detections: [Detection]) {
    self.name = name
    self.objects = objects
    self.detections = detections
  }
}
