import Kernels
import Support
import Tensors
import Testing

@Suite struct WinogradTests {
  static let cases: [([Int], outputs: Int, SIMD2<Int>, dilation: SIMD2<Int>)] = [
    ([1, 1, 1, 16], 16, [1, 1], [1, 1]), ([2, 4, 4, 16], 32, [1, 1], [1, 1]),
    ([1, 7, 10, 17], 19, [1, 1], [1, 1]), ([2, 5, 9, 33], 40, [0, 0], [1, 1]),
    ([1, 13, 6, 24], 16, [2, 2], [1, 1]), ([3, 8, 21, 16], 48, [3, 3], [1, 1]),
    ([2, 19, 19, 16], 20, [6, 6], [6, 6]), ([1, 23, 9, 18], 16, [2, 2], [2, 2]),
    // Threads with blocks of tiles of their own; blocks of channels; three panels on two threads.
    ([1, 35, 30, 20], 70, [1, 1], [1, 1]), ([1, 12, 9, 272], 80, [1, 1], [1, 1]),
    ([2, 45, 37, 260], 17, [1, 1], [1, 1]),
    ([2, 9, 14, 16], 33, [1, 0], [4, 3]), ([1, 3, 2, 16], 16, [5, 5], [5, 5]),
  ]

  @Test("Winograd's convolution and its gradients are those of the definition", arguments: cases)
  func definition(
    _ input: [Int], outputs: Int, _ padding: SIMD2<Int>, dilation: SIMD2<Int>
  ) {
    let x = filled("x", shape: input)
    let weight = filled("weight", shape: [3, 3, input[3], outputs])
    let bias = filled("bias", shape: [outputs])
    let geometry = Conv2dGeometry(stride: [1, 1], padding: padding, dilation: dilation)
    let output = x.convolved(with: weight, bias: bias, geometry: geometry)
    let gradient = filled("gradient", shape: output.shape)
    let expected = Reference(x, weight, bias, geometry, gradient: gradient)
    forEachInstructionSet {
      let (_, gradients) = valueAndGradients(at: [x, weight, bias]) {
        $0[0].convolved(with: $0[1], bias: $0[2], geometry: geometry).dotted(with: gradient)
      }
      expectClose(
        x.convolved(with: weight, bias: bias, geometry: geometry), expected.output)
      expectClose(gradients[0], expected.ofX)
      expectClose(gradients[1], expected.ofWeight)
      expectClose(gradients[2], expected.ofBias)
    }
  }

  /// The convolution by its definition, in double precision.
  private struct Reference {
    let output, ofX, ofWeight, ofBias: Tensor

    init(
      _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ geometry: Conv2dGeometry, gradient: Tensor
    ) {
      let (batch, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
      let outputs = weight.shape[3]
      let (padding, dilation) = (geometry.padding, geometry.dilation)
      let down = height + 2 * padding.x - 2 * dilation.x
      let across = width + 2 * padding.y - 2 * dilation.y
      let (xs, ws, bs, gs) = (x.scalars, weight.scalars, bias.scalars, gradient.scalars)
      var y = [Double](repeating: 0, count: batch * down * across * outputs)
      var (dx, dw) = (
        [Double](repeating: 0, count: xs.count), [Double](repeating: 0, count: ws.count)
      )
      var db = [Double](repeating: 0, count: outputs)
      for pixel in 0..<batch * down * across {
        let (image, top, left) = (
          pixel / (down * across), pixel / across % down, pixel % across
        )
        for o in 0..<outputs {
          y[pixel * outputs + o] += Double(bs[o])
          db[o] += Double(gs[pixel * outputs + o])
        }
        for tap in 0..<9 {
          let row = top + tap / 3 * dilation.x - padding.x
          let column = left + tap % 3 * dilation.y - padding.y
          guard row >= 0, row < height, column >= 0, column < width else { continue }
          let at = ((image * height + row) * width + column) * inputs
          for i in 0..<inputs {
            for o in 0..<outputs {
              let w = (tap * inputs + i) * outputs + o
              let g = Double(gs[pixel * outputs + o])
              y[pixel * outputs + o] += Double(xs[at + i]) * Double(ws[w])
              dx[at + i] += g * Double(ws[w])
              dw[w] += g * Double(xs[at + i])
            }
          }
        }
      }
      output = Tensor(y.map { Float($0) }, shape: [batch, down, across, outputs])
      ofX = Tensor(dx.map { Float($0) }, shape: x.shape)
      ofWeight = Tensor(dw.map { Float($0) }, shape: weight.shape)
      ofBias = Tensor(db.map { Float($0) }, shape: bias.shape)
    }
  }
}
