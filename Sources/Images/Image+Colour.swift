import Kernels

extension Image {
  /// The picture brighter (`factor` > 1) or darker: every value times `factor`.
  public func brightened(by factor: Float) -> Image {
    mapped { (red: $0 * factor, green: $1 * factor, blue: $2 * factor) }
  }

  /// The picture with more (`factor` > 1) or less contrast about its mean luminance.
  public func contrasted(by factor: Float) -> Image {
    let mean = Float(meanLuminance.rounded())
    func change(_ value: Float) -> Float { mean + factor * (value - mean) }
    return mapped { (red: change($0), green: change($1), blue: change($2)) }
  }

  /// The picture with stronger (`factor` > 1) or weaker colours; 0 leaves grey.
  public func saturated(by factor: Float) -> Image {
    mapped { red, green, blue in
      let grey = luminance(red, green, blue)
      return (
        red: grey + factor * (red - grey), green: grey + factor * (green - grey),
        blue: grey + factor * (blue - grey)
      )
    }
  }

  /// The picture with all hues turned by `turn` of the colour circle, −0.5…0.5.
  public func hueShifted(by turn: Float) -> Image {
    mapped { red, green, blue in
      let value = max(red, green, blue)
      let chroma = value - min(red, green, blue)
      guard chroma > 0 else { return (red: red, green: green, blue: blue) }
      // The hue in sixths of the circle: red 0, green 2, blue 4.
      var hue: Float =
        if value == red {
          (green - blue) / chroma
        } else if value == green {
          2 + (blue - red) / chroma
        } else {
          4 + (red - green) / chroma
        }
      hue = (hue + 6 * turn) / 6
      hue = (hue - hue.rounded(.down)) * 6
      func part(_ n: Float) -> Float {
        let k = n + hue < 6 ? n + hue : n + hue - 6
        return value - chroma * max(0, min(k, 4 - k, 1))
      }
      return (red: part(5), green: part(3), blue: part(1))
    }
  }

  /// The picture in shades of grey.
  public func greyscale() -> Image { saturated(by: 0) }

  /// The mean of 0.299 · red + 0.587 · green + 0.114 · blue.
  public var meanLuminance: Double {
    var sum = 0
    for i in stride(from: 0, to: pixels.count, by: 3) {
      sum += Int(pixels[i]) * 19595 + Int(pixels[i + 1]) * 38470 + Int(pixels[i + 2]) * 7471
    }
    return Double(sum) / 65536 / Double(width * height)
  }

  /// The picture with `change` applied to red, green and blue of each pixel, rounded and clamped.
  @inline(__always)
  private func mapped(
    _ change: (Float, Float, Float) -> (red: Float, green: Float, blue: Float)
  ) -> Image {
    withoutActuallyEscaping(change) { change in
      Image(width: width, height: height) { result in
        pixels.withUnsafeBufferPointer { source in
          parallel(over: source.count / 3, minimumPerThread: 1 << 16) { range in
            for i in range {
              let color = change(
                Float(source[3 * i]), Float(source[3 * i + 1]), Float(source[3 * i + 2]))
              result[3 * i] = level(color.red)
              result[3 * i + 1] = level(color.green)
              result[3 * i + 2] = level(color.blue)
            }
          }
        }
      }
    }
  }
}

@inline(__always)
private func luminance(_ red: Float, _ green: Float, _ blue: Float) -> Float {
  0.299 * red + 0.587 * green + 0.114 * blue
}

@inline(__always)
private func level(_ value: Float) -> UInt8 {
  UInt8(min(max(value + 0.5, 0), 255))
}
