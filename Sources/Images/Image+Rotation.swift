import Foundation
import Kernels

extension Image {
  /// The picture turned anticlockwise about its middle, at the same size.
  ///
  /// - Parameters:
  ///   - degrees: The angle.
  ///   - color: What fills the corners that come into view.
  /// - Returns: The turned picture.
  public func rotated(degrees: Double, fill color: Color = .black) -> Image {
    let angle = degrees * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    let (centreX, centreY) = (Double(width) / 2, Double(height) / 2)
    let (width, height) = (width, height)
    return Image(width: width, height: height) { result in
      pixels.withUnsafeBufferPointer { source in
        parallel(over: height, minimumPerThread: max(1, 1 << 14 / width)) { rows in
          for y in rows {
            var to = y * width * 3
            for x in 0..<width {
              // The place in the source of this pixel's middle.
              let (dx, dy) = (Double(x) + 0.5 - centreX, Double(y) + 0.5 - centreY)
              let sourceX = cosine * dx - sine * dy + centreX
              let sourceY = sine * dx + cosine * dy + centreY
              if sourceX < 0 || sourceY < 0 || sourceX >= Double(width)
                || sourceY >= Double(height)
              {
                result[to] = color.red
                result[to + 1] = color.green
                result[to + 2] = color.blue
              } else {
                blend(source, width, height, sourceX - 0.5, sourceY - 0.5, result, to)
              }
              to += 3
            }
          }
        }
      }
    }
  }
}

/// Writes the bilinear mean of the four pixels around (x, y), the border's repeated.
@inline(__always)
private func blend(
  _ source: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int, _ x: Double, _ y: Double,
  _ result: UnsafeMutableBufferPointer<UInt8>, _ to: Int
) {
  let (floorX, floorY) = (x.rounded(.down), y.rounded(.down))
  let (partX, partY) = (x - floorX, y - floorY)
  let left = max(0, Int(floorX))
  let right = min(width - 1, Int(floorX) + 1)
  let top = max(0, Int(floorY)) * width
  let bottom = min(height - 1, Int(floorY) + 1) * width
  for channel in 0..<3 {
    func value(_ pixel: Int) -> Double { Double(source[pixel * 3 + channel]) }
    let above = value(top + left) + (value(top + right) - value(top + left)) * partX
    let below = value(bottom + left) + (value(bottom + right) - value(bottom + left)) * partX
    result[to + channel] = UInt8(above + (below - above) * partY)
  }
}
