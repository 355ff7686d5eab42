/// What distinguishes variants of the classifier of digits, saved with its weights.
public struct MNISTConfiguration: Codable, Sendable, Equatable {
  /// What the network is made of.
  public enum Form: String, Codable, CaseIterable, Sendable {
    /// Linear layers only.
    case connected
    /// Three convolutions, then two linear layers.
    case convolutional
  }

  /// What the network is made of.
  public var form: Form
  /// The number of classes.
  public var classCount: Int
  /// The number of linear layers, for the connected form.
  public var layerCount: Int
  /// The rate of dropout in the place of batch normalization, for the connected form.
  public var dropoutRate: Float?

  /// The side of the pictures.
  public static let side = 28

  /// Creates a configuration.
  ///
  /// - Parameters:
  ///   - form: What the network is made of.
  ///   - classCount: The number of classes.
  ///   - layerCount: The number of linear layers, for the connected form.
  ///   - dropoutRate: The rate of dropout in the place of batch normalization, for the connected form.
  public init(
    _ form: Form = .convolutional, classCount: Int = 10, layerCount: Int = 5,
    dropoutRate: Float? = nil
  ) {
    self.form = form
    self.classCount = classCount
    self.layerCount = layerCount
    self.dropoutRate = dropoutRate
  }

  /// What is wrong with the values; nil if nothing is.
  public var problem: String? {
    if classCount < 2 || classCount > 1000 { return "\(classCount) classes, not 2…1000" }
    if layerCount < 2 || layerCount > 20 { return "\(layerCount) layers, not 2…20" }
    if let rate = dropoutRate, !(rate >= 0 && rate < 1) { return "a dropout of \(rate), not 0..<1" }
    return nil
  }

  /// The units of each hidden layer of the connected form: in equal steps from the pixels to ten,
  /// whatever the number of classes, so that a new last layer fits.
  var hiddenCounts: [Int] {
    let pixels = Self.side * Self.side
    let step = (pixels - 10) / layerCount
    return (1..<layerCount).map { pixels - $0 * step }
  }
}
