import Images
import Tasks

extension Image {
  /// A copy with a labelled box around each object, and the name of the weights.
  ///
  /// Lines and letters grow with the picture; small pictures are enlarged so that labels fit.
  func annotated(_ objects: [Detection], weights: String) -> Image {
    var copy = withBoxes(
      objects.map { object in
        (object.box, "\(object.label) \(Figures.fixed(Double(object.score), 2))", object.classIndex)
      })
    let scale = max(1, Double(min(copy.width, copy.height)) / 400)
    copy.label(weights, x: 0, y: copy.height, .darkGrey, scale: scale)
    return copy
  }

  /// A copy with labelled boxes, the first ones in front.
  ///
  /// - Parameters:
  ///   - boxes: Boxes in pixels, their labels, and what their colours follow from.
  ///   - enlarges: Whether a small picture grows until labels fit, as far as ``legible`` has it.
  /// - Returns: The copy.
  func withBoxes(
    _ boxes: [(box: Box, text: String, classIndex: Int)], enlarges: Bool = true
  ) -> Image {
    var copy = enlarges ? legible : self
    let factor = Float(copy.width) / Float(width)
    let side = Double(min(copy.width, copy.height))
    let scale = max(1.5, side / 250)
    let thickness = max(2, Int((side / 160).rounded()))
    for (box, _, classIndex) in boxes.reversed() {
      copy.frame(box.scaled(x: factor, y: factor), .distinct(classIndex), thickness: thickness)
    }
    // Labels lie on all frames, and the first ones choose their places first.
    var places: [PixelBox] = []
    for (box, text, _) in boxes {
      places.append(
        copy.place(
          of: text, at: copy.pixels(of: box.scaled(x: factor, y: factor)), scale: scale,
          thickness: thickness, places))
    }
    for (box, place) in zip(boxes, places).reversed() {
      copy.label(box.text, x: place.x, y: place.y, .distinct(box.classIndex), scale: scale)
    }
    return copy
  }

  /// Draws a frame with thin dark lines along it, so that it shows on every background.
  private mutating func frame(_ box: Box, _ color: Color, thickness: Int) {
    let box = pixels(of: box)
    let dark = max(1, thickness / 4)
    let (width, height) = (box.right - box.x, box.bottom - box.y)
    rectangle(
      x: box.x - dark, y: box.y - dark, width: width + 2 * dark, height: height + 2 * dark, .black,
      thickness: thickness + 2 * dark)
    rectangle(x: box.x, y: box.y, width: width, height: height, color, thickness: thickness)
  }

  /// Where a label goes: above its frame, in it or below it, the first place that hides no other
  /// label.
  private func place(
    of text: String, at frame: PixelBox, scale: Double, thickness: Int, _ taken: [PixelBox]
  ) -> PixelBox {
    let margin = 2 * Int((2 * scale).rounded())
    let width = Int(Self.textSize(text, scale: scale).width.rounded(.up)) + margin
    let height = Int((7 * scale).rounded(.up)) + margin
    func box(_ x: Int, _ y: Int) -> PixelBox {
      let x = max(0, min(x, self.width - width))
      let y = max(0, min(y, self.height - height))
      return PixelBox(x: x, y: y, right: x + width, bottom: y + height)
    }
    let above = box(frame.x, frame.y - height)
    let isAbove = frame.y >= height
    let places =
      (isAbove ? [above] : []) + [
        box(frame.x, frame.y + thickness), box(frame.x, frame.bottom),
        box(frame.right - width, frame.bottom), box(frame.x, frame.bottom - thickness - height),
      ]
    return places.first { place in !taken.contains { $0.meets(place) } } ?? places[0]
  }

  /// The part in a box; one pixel at least.
  func cropped(to box: Box) -> Image {
    let box = pixels(of: box)
    return cropped(x: box.x, y: box.y, width: box.right - box.x, height: box.bottom - box.y)
  }

  /// The edges of a box in whole pixels, within the picture.
  private func pixels(of box: Box) -> PixelBox {
    func place(_ edge: Float, _ limit: Int) -> Int {
      edge.isFinite ? Int(min(max(edge.rounded(), 0), Float(limit))) : 0
    }
    let (x, y) = (place(box.xMin, width - 1), place(box.yMin, height - 1))
    return PixelBox(
      x: x, y: y, right: max(x + 1, place(box.xMax, width)),
      bottom: max(y + 1, place(box.yMax, height)))
  }
}

/// A rectangle of whole pixels.
private struct PixelBox {
  let x: Int
  let y: Int
  let right: Int
  let bottom: Int

  /// Whether two rectangles have a pixel in common.
  func meets(_ other: PixelBox) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}
