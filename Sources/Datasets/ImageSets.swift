/// The lists of pictures to train and to validate with, written `trainval,test`.
///
/// A list is `ImageSets/Main/<list>.txt` of Pascal VOC, or `annotations/instances_<list>.json` of
/// COCO.
public struct ImageSets: RawRepresentable, Codable, Sendable, Hashable {
  /// The list to train with.
  public let training: String
  /// The list to validate with.
  public let validation: String

  /// Two lists.
  public init(training: String, validation: String) {
    self.training = training
    self.validation = validation
  }

  /// Two names of lists with a comma between; nil for other text.
  public init?(rawValue: String) {
    let names = rawValue.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count == 2, names.allSatisfy(Self.isName) else { return nil }
    self.init(training: names[0], validation: names[1])
  }

  public var rawValue: String { "\(training),\(validation)" }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.contains("/") && !text.utf8.contains(0)
  }
}
