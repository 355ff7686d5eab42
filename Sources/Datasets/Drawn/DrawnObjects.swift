import Files
import Images
import Kernels
import Tensors

/// Pictures with boxes that are drawn when they are read.
public struct DrawnObjects: ObjectCollection {
  public let classNames: [String]
  public let count: Int
  /// What the pictures follow from.
  public let seed: UInt64

  init(count: Int, seed: UInt64) {
    guard count >= 0 else { trap("drawn: \(count) pictures") }
    classNames = ObjectKind.allCases.map(\.rawValue)
    self.count = count
    self.seed = seed
  }

  private func scene(_ index: Int, random: inout Random) -> Scene {
    random = Random(seed: seed, index)
    return Scene.objects(random: &random)
  }

  public func image(at index: Int) -> Image {
    var random = Random(seed: seed)
    return scene(index, random: &random).image(random: &random)
  }

  public func objects(at index: Int) -> [ObjectAnnotation] {
    var random = Random(seed: seed)
    return scene(index, random: &random).sights.compactMap { sight in
      classNames.firstIndex(of: sight.name).map { label in
        ObjectAnnotation(
          label: label, box: sight.box, isDifficult: sight.isDifficult,
          isTruncated: sight.isTruncated)
      }
    }
  }

  public func size(at index: Int) -> (width: Int, height: Int) {
    var random = Random(seed: seed)
    let scene = scene(index, random: &random)
    return (scene.width, scene.height)
  }

  /// Which pixels the whole figure of each object covers, hidden or not, in the order of the
  /// objects.
  package func masks(at index: Int) -> [[Bool]] {
    var random = Random(seed: seed)
    let scene = scene(index, random: &random)
    return scene.sights.map { sight in
      scene.objects[sight.index].mask(width: scene.width, height: scene.height)
    }
  }

  public func name(at index: Int) -> String { "drawn/objects/\(index) (seed \(seed))" }

  public var fingerprint: String { sha256(of: "drawn objects 1 \(count) \(seed)".utf8) }
}

extension Drawn {
  /// Objects of twelve of Pascal VOC's classes over textured grounds, with their boxes: one to six
  /// in a picture, of lengths that spread over 8:1, some before others, some beyond the edge.
  ///
  /// - Parameters:
  ///   - count: The number of pictures.
  ///   - seed: Equal seeds give equal pictures.
  /// - Returns: The pictures, drawn when they are read.
  public static func objects(count: Int, seed: UInt64 = 0) -> DrawnObjects {
    DrawnObjects(count: count, seed: seed)
  }
}
