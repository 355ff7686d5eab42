import Images
import Tensors

/// A picture described: a ground, figures of named classes, and what the camera adds.
///
/// One description yields all that a task may ask for, so that they agree: the picture, and the
/// boxes of its objects.
struct Scene {
  /// A figure in its place.
  struct Object {
    /// The class.
    let name: String
    let figure: Figure
    let placement: Placement
    /// Where its shadow falls; nil for none.
    var shadow: Point?
    /// Whether it is asked for, or is there to mislead.
    var isAnnotated = true
  }

  let width: Int
  let height: Int
  let backdrop: Backdrop
  var objects: [Object] = []
  /// The deviation of the noise of the camera, in grey levels.
  var noise: Float = 4
  /// A factor for all colours, and what is added.
  var gain: Float = 1
  var offset: Float = 0

  /// Draws the scene.
  ///
  /// - Parameter random: Gives the grain of ground and camera.
  /// - Returns: The picture.
  func image(random: inout Random) -> Image {
    var canvas = Canvas(width: width, height: height)
    backdrop.draw(on: &canvas, random: &random)
    for object in objects {
      if let shadow = object.shadow {
        var placement = object.placement
        placement.center += shadow
        object.figure.drawShadow(on: &canvas, at: placement, opacity: 0.28)
      }
      object.figure.draw(on: &canvas, at: object.placement)
    }
    develop(&canvas, random: &random)
    return canvas.image
  }

  /// Adds the grain of the camera: sums of random bytes are near enough to normal.
  private func develop(_ canvas: inout Canvas, random: inout Random) {
    var state = random.next() | 1
    let (gain, offset) = (gain, offset)
    let strength = noise / 36  // One part of grey deviates by 31, one of each colour by 18.
    canvas.paint { pixels in
      for index in pixels.indices {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let grey = Float(state & 0xFF) + Float(state >> 8 & 0xFF) - 255
        let tint = Colour(
          Float(state >> 16 & 0xFF), Float(state >> 24 & 0xFF), Float(state >> 32 & 0xFF))
        pixels[index] = pixels[index] * gain + offset
        pixels[index] += (Colour(repeating: grey) * 0.3 + (tint - 127.5) * 0.25) * strength
      }
    }
  }
}
