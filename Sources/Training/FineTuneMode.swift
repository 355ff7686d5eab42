/// What of a network is trained.
public enum FineTuneMode: String, CaseIterable, Codable, Sendable {
  /// What decides, on top of features that stay as they are.
  case transfer
  /// Everything, from trained weights.
  case finetune
  /// Everything, from random weights.
  case scratch
}
