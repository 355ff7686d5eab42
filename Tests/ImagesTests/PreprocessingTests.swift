import Foundation
import Images
import Tensors
import Testing

@Suite struct PreprocessingTests {
  @Test("pictures become numbers in 0…1, channels last, and back")
  func tensors() {
    let image = drawing(width: 4, height: 3)
    let tensor = Tensor(image)
    #expect(tensor.shape == [3, 4, 3])
    #expect(tensor.scalars[5] == Float(image.pixels[5]) / 255)
    #expect(Image(tensor) == image)
    let both = Tensor([image, image.flipped(.horizontal)])
    #expect(both.shape == [2, 3, 4, 3])
    #expect(Array(both.scalars[..<36]) == tensor.scalars)
  }

  @Test("a grey tensor becomes a grey picture, NaN black, and values are clamped")
  func grey() {
    let image = Image(Tensor([0.5, .nan, -3, 7], shape: [2, 2]))
    #expect(image.pixels == [128, 128, 128, 0, 0, 0, 0, 0, 0, 255, 255, 255])
    #expect(Image(Tensor([-1, 1], shape: [1, 2, 1]), range: -1...1).pixels.max() == 255)
  }

  @Test("normalization subtracts the mean, divides by the deviation, and can be undone")
  func normalization() {
    let image = drawing()
    let normalized = Normalization.imageNet(Tensor(image))
    let first = (Float(image.pixels[0]) / 255 - 0.485) / 0.229
    #expect(abs(normalized.scalars[0] - first) < 1e-6)
    #expect(Image(Normalization.imageNet.undone(normalized)) == image)
  }

  @Test("blue comes first where the network was trained so, and the scale may be 255")
  func channelOrder() {
    let preprocessing = Preprocessing(
      size: .squish(width: 1, height: 1), scale: 255, mean: [1, 2, 3], deviation: [1, 1, 2],
      channelOrder: .bgr)
    let color = Image(width: 2, height: 2, fill: Color(red: 13, green: 22, blue: 31))
    #expect(preprocessing(color).scalars == [30, 20, 5])
    #expect(preprocessing.image(preprocessing(color))[0, 0] == color[0, 0])
  }

  @Test("plain bilinear sampling looks at four pixels and does not round")
  func plainBilinear() {
    let preprocessing = Preprocessing(
      size: .squish(width: 2, height: 1), sampling: .plainBilinear, scale: 255)
    let image = Image(width: 8, height: 1, pixels: (0..<24).map { UInt8($0 / 3 * 10 + $0 / 12) })
    // Middles at 1.5 and 5.5.
    #expect(preprocessing(image).scalars == [15, 15, 15, 56, 56, 56])
  }

  @Test("several pictures of any size become one batch")
  func batch() {
    let preprocessing = Preprocessing.imageNet(size: 8, resize: 10)
    let images = [drawing(), drawing(width: 5, height: 9)]
    let batch = preprocessing(images)
    #expect(batch.shape == [2, 8, 8, 3])
    #expect(Array(batch.scalars[192...]) == preprocessing(images[1]).scalars)
  }

  @Test("a preprocessing survives JSON")
  func json() throws {
    let all: [Preprocessing] = [
      .imageNet(),
      Preprocessing(
        size: .squish(width: 300, height: 200), sampling: .plainBilinear, scale: 255,
        mean: [123, 117, 104], channelOrder: .bgr),
    ]
    for preprocessing in all {
      let data = try JSONEncoder().encode(preprocessing)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == preprocessing)
    }
  }

  @Test(
    "a senseless preprocessing in a file is refused",
    arguments: [
      #"{"crop": 0, "resize": 256, "scale": 1, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"#,
      #"{"crop": 224, "resize": -1, "scale": 1, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"#,
      #"{"crop": 224, "resize": 256, "scale": 1, "mean": [0, 0], "deviation": [1, 1, 1]}"#,
      #"{"crop": 224, "resize": 256, "scale": 1, "mean": [0, 0, 0], "deviation": [1, 0, 1]}"#,
      #"{"crop": 224, "resize": 256, "scale": 0, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"#,
      #"{"width": 9000000000000, "height": 2, "scale": 1, "mean": [0, 0, 0], "deviation": [1, 1, 1]}"#,
    ])
  func senseless(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Preprocessing.self, from: Data(json.utf8))
    }
  }
}
