import Kernels
import Support
import Tensors
import Testing

@Suite struct WinogradTests {
  /// A convolution of stride 1 with filters of `taps`×`taps`.
  struct Case: Sendable, CustomTestStringConvertible {
    let taps: Int
    let input: [Int]
    let outputs: Int
    let padding: SIMD2<Int>
    let dilation: SIMD2<Int>

    init(
      _ taps: Int, _ input: [Int], outputs: Int, _ padding: SIMD2<Int>, _ dilation: SIMD2<Int>
    ) {
      self.taps = taps
      self.input = input
      self.outputs = outputs
      self.padding = padding
      self.dilation = dilation
    }

    var testDescription: String {
      "\(taps)×\(taps) · \(input) → \(outputs), padding \(padding), dilation \(dilation)"
    }

    /// How it is computed.
    var algorithm: ConvolutionAlgorithm {
      ConvolutionAlgorithm(
        for: ConvolutionShape(
          batch: input[0], input: [1, input[1], input[2]], kernel: [1, taps, taps],
          stride: [1, 1, 1], padding: [0, padding.x, padding.y],
          dilation: [1, dilation.x, dilation.y], inputChannels: input[3], outputChannels: outputs,
          groups: 1))
    }
  }

  static let cases = [
    Case(3, [1, 1, 1, 16], outputs: 16, [1, 1], [1, 1]),
    Case(3, [2, 4, 4, 16], outputs: 32, [1, 1], [1, 1]),
    Case(3, [1, 7, 10, 17], outputs: 19, [1, 1], [1, 1]),
    Case(3, [2, 5, 9, 33], outputs: 40, [0, 0], [1, 1]),
    Case(3, [1, 13, 6, 24], outputs: 16, [2, 2], [1, 1]),
    Case(3, [3, 8, 21, 16], outputs: 48, [3, 3], [1, 1]),
    Case(3, [2, 19, 19, 16], outputs: 20, [6, 6], [6, 6]),
    Case(3, [1, 23, 9, 18], outputs: 16, [2, 2], [2, 2]),
    // Threads with blocks of tiles of their own; blocks of channels; three panels on two threads.
    Case(3, [1, 35, 30, 20], outputs: 70, [1, 1], [1, 1]),
    Case(3, [1, 12, 9, 272], outputs: 80, [1, 1], [1, 1]),
    Case(3, [2, 45, 37, 260], outputs: 17, [1, 1], [1, 1]),
    Case(3, [2, 9, 14, 16], outputs: 33, [1, 0], [4, 3]),
    Case(3, [1, 3, 2, 16], outputs: 16, [5, 5], [5, 5]),
    // Without and with padding, odd channels, dilation, and the blocks again.
    Case(2, [2, 13, 9, 33], outputs: 40, [0, 0], [1, 1]),
    Case(2, [1, 15, 16, 35], outputs: 37, [1, 1], [1, 1]),
    Case(2, [1, 13, 13, 24], outputs: 48, [2, 2], [1, 1]),
    Case(2, [2, 16, 16, 40], outputs: 48, [1, 1], [2, 2]),
    Case(2, [1, 35, 30, 20], outputs: 70, [1, 1], [1, 1]),
    Case(2, [1, 12, 9, 272], outputs: 80, [1, 1], [1, 1]),
    Case(2, [2, 45, 37, 260], outputs: 17, [1, 1], [1, 1]),
  ]

  @Test("every case of 2×2, and five or more of 3×3, are computed in tiles")
  func algorithm() {
    for c in Self.cases where c.taps == 2 { #expect(c.algorithm == .winograd, "\(c)") }
    let large = Self.cases.filter { $0.taps == 3 }
    #expect(large.count { $0.algorithm == .winograd } >= 5)
  }

  @Test(
    "R2: Winograd's convolution and its gradients are those of the definition", arguments: cases)
  func definition(_ c: Case) {
    let x = filled("x", shape: c.input)
    let weight = filled("weight", shape: [c.taps, c.taps, c.input[3], c.outputs])
    let bias = filled("bias", shape: [c.outputs])
    let geometry = Conv2dGeometry(stride: [1, 1], padding: c.padding, dilation: c.dilation)
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
      let (taps, outputs) = (weight.shape[0], weight.shape[3])
      let (padding, dilation) = (geometry.padding, geometry.dilation)
      let down = height + 2 * padding.x - (taps - 1) * dilation.x
      let across = width + 2 * padding.y - (taps - 1) * dilation.y
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
        for tap in 0..<taps * taps {
          let row = top + tap / taps * dilation.x - padding.x
          let column = left + tap % taps * dilation.y - padding.y
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
