/// What becomes of boxes that cannot be: outside the picture, inverted, without area.
public enum BadBoxPolicy: String, CaseIterable, Sendable {
  /// They stop the reading.
  case error
  /// They are cut at the picture's edges; without area after that, they are left out.
  case clip
  /// They are left out.
  case drop
}
