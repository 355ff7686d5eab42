import Images
import Testing

@Suite struct GeometryTests {
  private let image = drawing(width: 7, height: 5)

  @Test("flips, turns and the transpose put each pixel where it belongs")
  func permutations() {
    for y in 0..<5 {
      for x in 0..<7 {
        let color = image[x, y]
        #expect(image.flipped(.horizontal)[6 - x, y] == color)
        #expect(image.flipped(.vertical)[x, 4 - y] == color)
        #expect(image.transposed()[y, x] == color)
        #expect(image.rotated(quarterTurns: 1)[y, 6 - x] == color)
        #expect(image.rotated(quarterTurns: -1)[4 - y, x] == color)
        #expect(image.rotated(quarterTurns: 2)[6 - x, 4 - y] == color)
      }
    }
    #expect(image.rotated(quarterTurns: 4) == image)
  }

  @Test("a crop is a part of the picture")
  func crop() {
    let part = image.cropped(x: 2, y: 1, width: 4, height: 3)
    #expect(part.width == 4 && part.height == 3)
    #expect(part[0, 0] == image[2, 1] && part[3, 2] == image[5, 3])
  }

  @Test("a centre crop's offset is half of the rest, a half rounded to even")
  func centreCrop() {
    #expect(image.centreCropped(width: 4, height: 2)[0, 0] == image[2, 2])
    #expect(image.centreCropped(width: 6, height: 5)[0, 0] == image[0, 0])
  }

  @Test("a centre crop larger than the picture is padded with black")
  func largeCentreCrop() {
    let large = image.centreCropped(9)
    #expect(large.width == 9 && large.height == 9)
    #expect(large[0, 0] == .black && large[1, 2] == image[0, 0])
  }

  @Test("padding keeps the picture inside its border")
  func pad() {
    let padded = image.padded(left: 1, top: 2, right: 3, bottom: 4, .white)
    #expect(padded.width == 11 && padded.height == 11)
    #expect(padded[0, 0] == .white && padded[10, 10] == .white && padded[1, 2] == image[0, 0])
    #expect(padded.cropped(x: 1, y: 2, width: 7, height: 5) == image)
    #expect(image.paddedToSquare().height == 7)
  }

  @Test("pasting cuts off what lies outside")
  func paste() {
    for (x, y) in [(-3, -2), (5, 4), (-20, 0), (100, 100)] {
      var canvas = Image(width: 8, height: 6, fill: .white)
      canvas.paste(image, x: x, y: y)
      for row in 0..<6 {
        for column in 0..<8 {
          let isInside = (0..<7).contains(column - x) && (0..<5).contains(row - y)
          #expect(canvas[column, row] == (isInside ? image[column - x, row - y] : .white))
        }
      }
    }
  }

  @Test("a crop outside the picture is a programming error that names both")
  func trap() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Image(width: 4, height: 4).cropped(x: 2, y: 0, width: 3, height: 1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("crop: 3×1 at (2, 0) of 4×4 pixels"))
  }
}
