import Images
import Tensors

/// Cuts a random part out of the picture that still shows an object, or leaves the picture whole.
///
/// A mode is drawn: the whole picture, a part without condition, or a part whose box overlaps that
/// of at least one object by a minimum. Objects stay whose centre is inside; their boxes are
/// clipped. A part without any is drawn again, after 50 tries with another mode. A picture without
/// objects is cut without condition.
///
/// Source: Liu et al., "SSD: Single Shot MultiBox Detector", section 2.2,
/// https://arxiv.org/abs/1512.02325.
public struct RandomSampleCrop: ObjectTransform, Equatable {
  /// How the condition is read.
  public enum Rule: String, Sendable, CaseIterable {
    /// As the paper says: minima 0.1, 0.3, 0.5, 0.7 and 0.9, and parts that miss them are drawn
    /// again.
    case paper
    /// As the PyTorch code that most people trained with does: no 0.5, and a condition that never
    /// rejects, so that all modes but the whole picture are alike.
    case compatible
  }

  /// How the condition is read.
  public var rule: Rule
  /// The smallest share of the sides that a part has.
  public var leastShare: Float

  /// Creates a crop.
  public init(_ rule: Rule = .paper, leastShare: Float = 0.3) {
    self.rule = rule
    self.leastShare = leastShare
  }

  /// What a part has to fulfil.
  package enum Mode: Equatable {
    case whole
    case anything
    case overlap(Float)
  }

  private static let paperModes: [Mode] = [
    .whole, .overlap(0.1), .overlap(0.3), .overlap(0.5), .overlap(0.7), .overlap(0.9), .anything,
  ]
  private static let compatibleModes: [Mode] = [
    .whole, .overlap(0.1), .overlap(0.3), .overlap(0.7), .overlap(0.9), .anything,
  ]

  public func callAsFunction(_ picture: inout AnnotatedPicture, random: inout Random) {
    let modes = rule == .paper ? Self.paperModes : Self.compatibleModes
    while true {
      let mode = random.pick(modes)
      if mode == .whole { return }
      for _ in 0..<50 {
        if let part = part(of: picture, mode, random: &random) {
          return cut(&picture, to: part)
        }
      }
    }
  }

  /// A part of the picture in whole pixels; nil if it does not fulfil the conditions.
  package func part(of picture: AnnotatedPicture, _ mode: Mode, random: inout Random) -> Box? {
    let (width, height) = (Float(picture.width), Float(picture.height))
    let w = random.number(leastShare * width, width)
    let h = random.number(leastShare * height, height)
    guard h >= 0.5 * w, h <= 2 * w else { return nil }
    let (left, top) = (random.number(0, width - w), random.number(0, height - h))
    let part = Box(
      xMin: left.rounded(.down), yMin: top.rounded(.down), xMax: (left + w).rounded(.down),
      yMax: (top + h).rounded(.down))
    guard !part.isEmpty else { return nil }
    if picture.objects.isEmpty { return part }
    if rule == .paper, case .overlap(let least) = mode {
      let reaches = picture.objects.contains { $0.box.intersectionOverUnion(part) >= least }
      guard reaches else { return nil }
    }
    return picture.objects.contains { part.containsCenter(of: $0.box) } ? part : nil
  }

  private func cut(_ picture: inout AnnotatedPicture, to part: Box) {
    picture.objects.removeAll { !part.containsCenter(of: $0.box) }
    picture.moveWindow(
      x: Int(part.xMin), y: Int(part.yMin), width: Int(part.width), height: Int(part.height))
    for index in picture.objects.indices {
      picture.objects[index].box = picture.objects[index].box
        .clipped(toWidth: part.width, height: part.height)
    }
  }
}

extension Box {
  /// Whether the middle of another box lies strictly inside.
  fileprivate func containsCenter(of other: Box) -> Bool {
    let (x, y) = other.center
    return x > xMin && x < xMax && y > yMin && y < yMax
  }
}
