import Tensors

extension Random {
  /// A number between two.
  mutating func number(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * nextUniform()
  }

  /// A number around 0, at most `most` away.
  mutating func jitter(_ most: Float) -> Float { number(-most, most) }

  /// True with a probability.
  mutating func chance(_ probability: Float) -> Bool { nextUniform() < probability }

  /// One of some things.
  mutating func pick<T>(_ things: [T]) -> T { things[next(below: things.count)] }

  /// A colour near another.
  mutating func near(_ colour: Colour, _ most: Float = 18) -> Colour {
    let light = jitter(most)
    return colour
      + Colour(light + jitter(most / 2), light + jitter(most / 2), light + jitter(most / 2))
  }

  /// Any colour of some lightness and saturation.
  mutating func colour() -> Colour {
    let grey = number(40, 215)
    let hue = Colour(jitter(1), jitter(1), jitter(1))
    return (Colour(repeating: grey) + hue * number(20, 110))
      .clamped(lowerBound: Colour(repeating: 0), upperBound: Colour(repeating: 255))
  }

  /// A colour that stands out from another.
  mutating func colour(unlike other: Colour, by distance: Float = 90) -> Colour {
    for _ in 0..<12 {
      let candidate = colour()
      let difference = candidate - other
      if (difference * difference).sum() > distance * distance { return candidate }
    }
    return other.sum() > 380 ? Colour(repeating: 20) : Colour(repeating: 240)
  }
}
