/// What of a network is trained.
public enum FineTuneMode: String, CaseIterable, Codable, Sendable {
  /// The last layer, on features that are computed once.
  case transfer
  /// Everything, the parts near the input more slowly.
  case finetune
  /// Everything, from random weights.
  case scratch
}
