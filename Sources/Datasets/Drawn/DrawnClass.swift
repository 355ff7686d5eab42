/// What the generator draws for pretraining: shapes, textures, things, plants and animals, but
/// neither ants nor bees.
public enum DrawnClass: String, CaseIterable, Sendable {
  case arrow, beetle, boat, bricks, butterfly, car, checks, crescent, cross, cup, disc, dots
  case fish, flower, heart, hexagon, house, key, mushroom, ring, spider, square, star, stripes
  case tree, triangle, waves

  /// What a class is made of.
  enum Family {
    case shape, pattern, thing, living
  }

  var family: Family {
    switch self {
    case .arrow, .crescent, .cross, .disc, .heart, .hexagon, .ring, .square, .star, .triangle:
      .shape
    case .bricks, .checks, .dots, .stripes, .waves: .pattern
    case .boat, .car, .cup, .house, .key: .thing
    case .beetle, .butterfly, .fish, .flower, .mushroom, .spider, .tree: .living
    }
  }

  /// How far the class may be turned from its usual position.
  var mostTurn: Float {
    switch self {
    case .boat, .car, .cup, .house, .tree, .flower, .mushroom: 0.3
    case .fish: 0.5
    case .arrow, .heart, .triangle, .crescent, .cross, .square: .pi
    default: .pi
    }
  }
}
