import Images
import Tensors

/// Labelled pictures from a generator: the same for equal seeds, on every machine, offline.
public enum Drawn {
  /// Ants and bees, varied in pose, size, colour, ground and noise; their colours overlap.
  ///
  /// - Parameters:
  ///   - count: The number of pictures, the classes in turn.
  ///   - seed: Equal seeds give equal pictures.
  ///   - size: The height and width in pixels.
  /// - Returns: The pictures, drawn when they are read.
  public static func antsAndBees(count: Int, seed: UInt64 = 0, size: Int = 224) -> DrawnImages {
    DrawnImages(
      name: "ants_bees", classNames: ["ants", "bees"], count: count, seed: seed, size: size
    ) { label, random in
      Scene.insects(isBee: label == 1, size: size, random: &random).image(random: &random)
    }
  }

  /// Shapes, textures, things, plants and animals, without ants and bees: for pretraining.
  ///
  /// - Parameters:
  ///   - count: The number of pictures, the classes in turn.
  ///   - seed: Equal seeds give equal pictures.
  ///   - size: The height and width in pixels.
  /// - Returns: The pictures, drawn when they are read.
  public static func classes(count: Int, seed: UInt64 = 0, size: Int = 224) -> DrawnImages {
    let classes = DrawnClass.allCases
    return DrawnImages(
      name: "drawn_classes", classNames: classes.map(\.rawValue), count: count, seed: seed,
      size: size
    ) { label, random in
      Scene.of(classes[label], size: size, random: &random).image(random: &random)
    }
  }
}
