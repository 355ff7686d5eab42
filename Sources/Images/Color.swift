/// A colour of 8 bits each of red, green and blue.
public struct Color: Sendable, Hashable {
  /// The amount of red, 0…255.
  public var red: UInt8
  /// The amount of green, 0…255.
  public var green: UInt8
  /// The amount of blue, 0…255.
  public var blue: UInt8

  /// Creates a colour from its three parts.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Creates a colour from its usual notation, such as `0xFF8000` for orange.
  public init(_ hexadecimal: UInt32) {
    red = UInt8(truncatingIfNeeded: hexadecimal >> 16)
    green = UInt8(truncatingIfNeeded: hexadecimal >> 8)
    blue = UInt8(truncatingIfNeeded: hexadecimal)
  }

  /// Black.
  public static let black = Color(0x000000)
  /// White.
  public static let white = Color(0xFFFFFF)
  /// The grey of text and axes.
  public static let darkGrey = Color(0x3C4048)
  /// The grey of grid lines.
  public static let lightGrey = Color(0xE3E6EA)

  /// Twenty colours that are told apart easily, the first ten also by the colour-blind; index
  /// modulo 20.
  ///
  /// Source: Petroff, "Accessible Color Sequences for Data Visualization",
  /// https://arxiv.org/abs/2107.02270, the sequence of ten; the others are ours.
  public static func distinct(_ index: Int) -> Color {
    sequence[((index % sequence.count) + sequence.count) % sequence.count]
  }

  private static let sequence: [Color] = [
    Color(0x3F90DA), Color(0xFFA90E), Color(0xBD1F01), Color(0x94A4A2), Color(0x832DB6),
    Color(0xA96B59), Color(0xE76300), Color(0xB9AC70), Color(0x717581), Color(0x92DADD),
    Color(0x2E7D32), Color(0xF58FC4), Color(0x1A2A8C), Color(0xD3E64A), Color(0x00796B),
    Color(0xFFF176), Color(0x4A2C20), Color(0xB9A6F2), Color(0x35D07F), Color(0xD6009A),
  ]

  /// The colour `amount` (0…1) of the way from this one to `other`.
  public func mixed(with other: Color, _ amount: Double) -> Color {
    let amount = min(max(amount, 0), 1)
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * amount).rounded())
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// The luminance that decides whether black or white is legible on this colour, 0…255.
  public var luminance: Int {
    (Int(red) * 19595 + Int(green) * 38470 + Int(blue) * 7471 + 0x8000) >> 16
  }
}
