import Tensors

/// The classes of Pascal VOC that the generator draws.
enum ObjectKind: String, CaseIterable, Sendable {
  case aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, person, pottedplant, tvmonitor

  /// How far it may be turned from its usual position.
  var mostTurn: Float {
    switch self {
    case .aeroplane, .bird: 0.4
    case .bottle, .boat, .cat, .person: 0.22
    default: 0.12
    }
  }

  /// A figure of the class.
  ///
  /// - Parameters:
  ///   - main: Its main colour, where it has one.
  ///   - random: Decides everything else.
  /// - Returns: The figure, the right way up.
  func figure(_ main: Colour, random: inout Random) -> Figure {
    switch self {
    case .aeroplane: .aeroplane(main, random: &random)
    case .bicycle: .bicycle(main, random: &random)
    case .bird: .bird(main, random: &random)
    case .boat: .thing(.boat, main, random: &random)
    case .bottle: .bottle(main, random: &random)
    case .bus: .bus(main, random: &random)
    case .car: .thing(.car, main, random: &random)
    case .cat: .cat(main, random: &random)
    case .chair: .chair(main, random: &random)
    case .person: .person(main, random: &random)
    case .pottedplant: .pottedPlant(main, random: &random)
    case .tvmonitor: .monitor(main, random: &random)
    }
  }
}
