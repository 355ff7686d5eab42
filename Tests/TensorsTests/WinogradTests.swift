import Kernels
import Support
import Tensors
import Testing

@Suite struct WinogradTests {
  static let cases: [([Int], Int, Int)] = [
    ([1, 1, 1, 16], 16, 1), ([2, 4, 4, 16], 32, 1), ([1, 7, 10, 17], 19, 1),
    ([2, 5, 9, 33], 40, 0), ([1, 13, 6, 24], 16, 2), ([3, 8, 21, 16], 48, 3),
  ]

  @Test("Winograd's convolution and its gradients are those of the definition", arguments: cases)
  func definition(_ input: [Int], _ outputs: Int, _ padding: Int) {
    let x = filled("x", shape: input)
    let weight = filled("weight", shape: [3, 3, input[3], outputs])
    let bias = filled("bias", shape: [outputs])
    let geometry = Conv2dGeometry(padding: padding)
    let output = x.convolved(with: weight, bias: bias, geometry: geometry)
    let gradient = filled("gradient", shape: output.shape)
    let expected = Reference(x, weight, bias, padding: padding, gradient: gradient)
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

    init(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, padding: Int, gradient: Tensor) {
      let (batch, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
      let outputs = weight.shape[3]
      let (down, across) = (height + 2 * padding - 2, width + 2 * padding - 2)
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
          let (row, column) = (top + tap / 3 - padding, left + tap % 3 - padding)
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
