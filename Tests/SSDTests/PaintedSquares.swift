import Datasets
import Images
import Tensors

/// Pictures of coloured squares on grey: red ones are class 0, blue ones class 1.
struct PaintedSquares: ObjectCollection {
  let count: Int
  var classNames = ["red", "blue"]
  /// Whether all objects are difficult.
  var isDifficult = false

  var fingerprint: String { "squares \(count)" }

  func image(at index: Int) -> Image {
    var image = Image(width: 96, height: 72, fill: Color(0x808080))
    for object in objects(at: index) {
      image.fillRectangle(
        x: Int(object.box.xMin), y: Int(object.box.yMin), width: Int(object.box.width),
        height: Int(object.box.height), object.label == 0 ? Color(0xFF0000) : Color(0x0000FF))
    }
    return image
  }

  func objects(at index: Int) -> [ObjectAnnotation] {
    var random = Random(seed: 5, index)
    return (0..<1 + index % 2).map { part in
      let side = 20 + Int(random.next() % 16)
      let x = 48 * part + Int(random.next() % UInt64(48 - side))
      let y = Int(random.next() % UInt64(72 - side))
      return ObjectAnnotation(
        label: (index + part) % 2,
        box: Box(
          xMin: Float(x), yMin: Float(y), xMax: Float(x + side), yMax: Float(y + side)),
        isDifficult: isDifficult)
    }
  }

  func size(at index: Int) -> (width: Int, height: Int) { (96, 72) }

  func name(at index: Int) -> String { "square \(index)" }
}
