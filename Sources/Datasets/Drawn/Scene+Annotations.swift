import Images

extension Scene {
  /// An object that is asked for, and how much of it is to be seen.
  struct Sight {
    /// The class.
    let name: String
    /// The smallest box of the whole figure inside the picture, as if nothing were before it.
    let box: Box
    /// The share of the figure's area that is in the picture and not covered.
    let visibleShare: Float
    /// Whether a part of the figure is outside the picture.
    let isTruncated: Bool
    /// The place among the scene's objects.
    let index: Int

    /// Whether too little of it is to be seen to ask for it.
    var isDifficult: Bool { visibleShare < 0.4 }
  }

  /// The objects that are asked for, in the order in which they are painted.
  var sights: [Sight] {
    let step = 4
    let masks = objects.map { $0.mask(width: width, height: height, step: step) }
    var covered = [Bool](repeating: false, count: masks.first?.count ?? 0)
    var sights: [Sight] = []
    for (index, object) in objects.enumerated().reversed() {
      var (visible, whole) = (0, 0)
      for (place, isInside) in masks[index].enumerated() where isInside {
        whole += 1
        if !covered[place] { visible += 1 }
        covered[place] = true
      }
      guard object.isAnnotated else { continue }
      let all = object.figure.box(at: object.placement)
      guard let inside = object.figure.box(at: object.placement, width: width, height: height)
      else { continue }
      let box = Box(xMin: inside.x, yMin: inside.y, xMax: inside.z, yMax: inside.w)
      guard !box.isEmpty else { continue }
      // Of the area, as boxes have it: what lies outside has no mask.
      let insideShare = box.area / ((all.z - all.x) * (all.w - all.y))
      sights.append(
        Sight(
          name: object.name, box: box,
          visibleShare: whole == 0 ? 0 : Float(visible) / Float(whole) * insideShare,
          isTruncated: insideShare < 0.98, index: index))
    }
    return sights.reversed()
  }

  /// Takes out what is asked for and is hardly to be seen.
  mutating func removeHidden() {
    let hidden = Set(sights.filter { $0.visibleShare < 0.12 }.map(\.index))
    let seen = Set(sights.map(\.index))
    objects = objects.enumerated().filter { index, object in
      !object.isAnnotated || seen.contains(index) && !hidden.contains(index)
    }.map(\.element)
  }
}

extension Scene.Object {
  /// Where the object stands: the lower edge of its box.
  var ground: Float { figure.box(at: placement).w }

  /// Which pixels of a picture `step` times smaller the figure covers for the greater part.
  func mask(width: Int, height: Int, step: Int = 1) -> [Bool] {
    var canvas = Canvas(
      width: (width + step - 1) / step, height: (height + step - 1) / step)
    var placement = placement
    placement.center /= Float(step)
    placement.scale /= Float(step)
    figure.drawShape(on: &canvas, at: placement)
    return canvas.pixels.map { $0.x > 0.5 }
  }
}

extension Figure {
  /// The smallest box around the figure: left, top, right, bottom.
  func box(at placement: Placement) -> SIMD4<Float> {
    let bounds = bounds(at: placement)
    return SIMD4(bounds.low.x, bounds.low.y, bounds.high.x, bounds.high.y)
  }

  /// The smallest box around what of the figure lies in a picture; nil if nothing does.
  ///
  /// It is smaller than the part of the figure's box that lies in the picture where a slanted
  /// outline crosses an edge of it.
  func box(at placement: Placement, width: Int, height: Int) -> SIMD4<Float>? {
    let edge = Point(Float(width), Float(height))
    let whole = box(at: placement)
    if whole.x >= 0, whole.y >= 0, whole.z <= edge.x, whole.w <= edge.y { return whole }
    var low = Point(repeating: .greatestFiniteMagnitude)
    var high = -low
    for polygon in parts.lazy.flatMap(\.polygons) {
      for point in Outline.clipped(polygon.map { placement($0) }, to: edge) {
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
      }
    }
    return low.x < high.x && low.y < high.y ? SIMD4(low.x, low.y, high.x, high.y) : nil
  }

  /// Fills the figure's outline with ones.
  func drawShape(on canvas: inout Canvas, at placement: Placement) {
    for part in parts where part.opacity > 0.5 {
      canvas.fill(part.polygons.map { $0.map { placement($0) } }, .flat(Colour(repeating: 1)))
    }
  }
}
