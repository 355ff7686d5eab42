import Files

/// Where data may come from.
public struct DatasetOptions: Sendable {
  /// When drawings stand in for the real data.
  public enum Sample: Sendable {
    /// At once.
    case always
    /// When the real data are not to be had, and with a notice.
    case fallback
    /// Never: data that are not to be had are an error.
    case never
  }

  /// A folder of data sets that the user has.
  public var root: String?
  /// Where fetched data are kept.
  public var home: CacheHome
  /// When drawings stand in for the real data.
  public var sample: Sample
  /// Whether nothing may be fetched.
  public var isOffline: Bool
  /// What a random split and the drawings follow from.
  public var seed: UInt64
  /// The share of each class that validates, where the data have no such part.
  public var validationShare: Double
  /// Whether the test part of grey pictures may show classes that the other part lacks, as for
  /// detectors of anomalies.
  public var testsOtherClasses = false
  /// The height and width that grey pictures in files of their own get, such as digits.
  public var greySide: Int

  /// Where data are looked for, in this order.
  var roots: [String] { [root].compactMap(\.self) + [home.data] }

  /// Creates options.
  public init(
    root: String? = nil, home: CacheHome = .current, sample: Sample = .fallback,
    isOffline: Bool = false, seed: UInt64 = 0, validationShare: Double = 0.2, greySide: Int = 28
  ) {
    self.root = root
    self.home = home
    self.sample = sample
    self.isOffline = isOffline
    self.seed = seed
    self.validationShare = validationShare
    self.greySide = greySide
  }
}
