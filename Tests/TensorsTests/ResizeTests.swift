import Support
import Tensors
import Testing

@Suite struct ResizeTests {
  @Test(
    "R2: bilinear resizing agrees with the reference figures, in each instruction set",
    arguments: OperatorCase.cases(of: "bilinear"))
  func bilinear(reference: OperatorCase) {
    let size = reference.list("size")
    forEachInstructionSet {
      checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
        $0[0].resizedBilinear(
          height: size[0], width: size[1], alignCorners: reference.flag("align corners"))
      }
    }
  }

  @Test("R2: bicubic resizing agrees with the reference figures, in each instruction set")
  func bicubic() throws {
    let reference = try OperatorCase.named("bicubic.half")
    forEachInstructionSet {
      checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
        $0[0].resizedBicubic(height: 20, width: 24)
      }
    }
  }

  @Test("nearest resizing repeats and skips pixels")
  func nearest() {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 2, 1])
    let doubled = x.resizedNearest(height: 4, width: 4)
    #expect(doubled.scalars == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    expectClose(doubled.resizedNearest(height: 2, width: 2), x)
  }

  @Test("a constant stays constant, whatever the method and size")
  func constant() {
    let x = Tensor.full([2, 5, 7, 3], 0.7)
    for (height, width) in [(1, 1), (3, 20), (13, 2)] {
      let expected = Tensor.full([2, height, width, 3], 0.7)
      for alignCorners in [false, true] {
        expectClose(
          x.resizedBilinear(height: height, width: width, alignCorners: alignCorners), expected)
        expectClose(
          x.resizedBicubic(height: height, width: width, alignCorners: alignCorners), expected)
      }
    }
  }

  @Test("R2: gradients agree with finite differences, up and down")
  func finiteDifferences() {
    let x = filled("x", shape: [2, 5, 6, 3])
    for (height, width) in [(9, 11), (3, 4)] {
      checkGradients(at: [x]) { $0[0].resizedBilinear(height: height, width: width) }
      checkGradients(at: [x]) {
        $0[0].resizedBilinear(height: height, width: width, alignCorners: true)
      }
      checkGradients(at: [x]) { $0[0].resizedBicubic(height: height, width: width) }
      checkGradients(at: [x]) { $0[0].resizedNearest(height: height, width: width) }
    }
  }
}
