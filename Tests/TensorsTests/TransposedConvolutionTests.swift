import Kernels
import Support
import Tensors
import Testing

@Suite struct TransposedConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let input: [Int]
    let kernel: SIMD2<Int>
    let outputs: Int
    var stride: SIMD2<Int> = [2, 2]
    var padding: SIMD2<Int> = [1, 1]
    var dilation: SIMD2<Int> = [1, 1]
    var outputPadding: SIMD2<Int> = [0, 0]

    var testDescription: String {
      "\(input) · \(kernel) → \(outputs), stride \(stride), padding \(padding)"
    }
  }

  static let cases = [
    // A generator's first layer, its others, and its last.
    Case(input: [3, 1, 1, 20], kernel: [4, 4], outputs: 40, stride: [1, 1], padding: [0, 0]),
    Case(input: [1, 4, 4, 24], kernel: [4, 4], outputs: 40),
    Case(input: [2, 5, 3, 256], kernel: [4, 4], outputs: 33),
    Case(input: [5, 16, 17, 16], kernel: [4, 4], outputs: 32),
    Case(input: [3, 8, 6, 16], kernel: [4, 4], outputs: 1),
    // Tiles.
    Case(input: [3, 16, 13, 48], kernel: [4, 4], outputs: 64),
    Case(input: [2, 9, 8, 272], kernel: [4, 4], outputs: 48),
    // Phases of different extents, and with different elements.
    Case(input: [2, 4, 5, 8], kernel: [3, 5], outputs: 17, stride: [2, 3], padding: [0, 2]),
    Case(input: [2, 4, 5, 8], kernel: [3, 3], outputs: 16, outputPadding: [1, 1]),
    Case(input: [1, 6, 7, 16], kernel: [2, 2], outputs: 16, padding: [0, 0]),
    // A stride of 1: tiles and dilated patches.
    Case(input: [1, 9, 8, 32], kernel: [3, 3], outputs: 32, stride: [1, 1]),
    Case(
      input: [1, 9, 8, 6], kernel: [3, 2], outputs: 16, stride: [1, 1], padding: [2, 0],
      dilation: [2, 3]),
    // Where phases do not apply: gaps between elements, or between filters.
    Case(input: [2, 3, 4, 6], kernel: [3, 3], outputs: 16, dilation: [2, 2]),
    Case(input: [2, 3, 4, 6], kernel: [1, 2], outputs: 16, stride: [2, 3], padding: [0, 0]),
  ]

  @Test("the cases with tiles have tiles: each phase of a stride of 2, and a stride of 1")
  func tiles() {
    for (input, outputs, taps) in [
      ([3, 16, 13, 48], 64, 2), ([2, 9, 8, 272], 48, 2), ([1, 9, 8, 32], 32, 3),
    ] {
      #expect(Self.cases.contains { $0.input == input && $0.outputs == outputs })
      var shape = ConvolutionShape(
        batch: input[0], input: [1, input[1], input[2]], kernel: [1, taps, taps],
        stride: [1, 1, 1], padding: [0, 1, 1], dilation: [1, 1, 1], inputChannels: input[3],
        outputChannels: outputs, groups: 1)
      // A phase has as many pixels as the input.
      shape.output = shape.input
      #expect(ConvolutionAlgorithm(for: shape) == .winograd, "\(input)")
    }
  }

  @Test(
    "R2: agrees with its definition, and with the gradient of the convolution whose adjoint it is",
    arguments: cases)
  func definition(_ c: Case) {
    let x = filled("x", shape: c.input)
    let weight = filled("weight", shape: [c.kernel.x, c.kernel.y, c.outputs, c.input[3]])
    let bias = filled("bias", shape: [c.outputs])
    let geometry = Conv2dGeometry(stride: c.stride, padding: c.padding, dilation: c.dilation)
    let expected = defined(x, weight, bias, c)
    forEachInstructionSet {
      let output = x.transposedConvolved(
        with: weight, bias: bias, geometry: geometry, outputPadding: c.outputPadding,
        activation: .leakyReLU(slope: 0.1))
      expectClose(output, expected)
      let prepared = PreparedTransposedConvolution(
        weight: weight, geometry: geometry, keepsWeight: true)
      expectClose(
        x.transposedConvolved(
          with: prepared, bias: bias, outputPadding: c.outputPadding,
          activation: .leakyReLU(slope: 0.1)), expected)
      // The adjoint: ⟨T x, y⟩ = ⟨x, C y⟩ without bias and activation.
      let linear = x.transposedConvolved(
        with: weight, geometry: geometry, outputPadding: c.outputPadding)
      let y = filled("y", shape: linear.shape)
      let (_, gradients) = valueAndGradients(at: [y]) {
        $0[0].convolved(with: weight, geometry: geometry).cropped(to: c.input).dotted(with: x)
      }
      expectClose(gradients[0], linear)
      let forward = PreparedConvolution(weight: weight, geometry: geometry, keepsWeight: true)
      for _ in 0..<2 {
        let (_, again) = valueAndGradients(at: [y]) {
          $0[0].convolved(with: forward).cropped(to: c.input).dotted(with: x)
        }
        expectClose(again[0], linear)
      }
      let (_, backward) = valueAndGradients(at: [x]) {
        $0[0].transposedConvolved(with: prepared, outputPadding: c.outputPadding).dotted(with: y)
      }
      expectClose(backward[0], y.convolved(with: weight, geometry: geometry).cropped(to: c.input))
    }
  }

  /// Adds the filter's elements where they belong, in double precision.
  private func defined(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ c: Case) -> Tensor {
    let (batch, height, width, inputs) = (c.input[0], c.input[1], c.input[2], c.input[3])
    let extent =
      (SIMD2(height, width) &- 1) &* c.stride &- 2 &* c.padding &+ c.dilation &* (c.kernel &- 1)
      &+ c.outputPadding &+ 1
    let (xs, ws, bs) = (x.scalars, weight.scalars, bias.scalars)
    var sums = [Double](repeating: 0, count: batch * extent.x * extent.y * c.outputs)
    for i in sums.indices { sums[i] = Double(bs[i % c.outputs]) }
    for (pixel, at) in xs.indices.filter({ $0 % inputs == 0 }).enumerated() {
      let (image, top, left) = (
        pixel / (height * width), pixel / width % height, pixel % width
      )
      for tap in 0..<c.kernel.x * c.kernel.y {
        let row = top * c.stride.x - c.padding.x + tap / c.kernel.y * c.dilation.x
        let column = left * c.stride.y - c.padding.y + tap % c.kernel.y * c.dilation.y
        guard row >= 0, row < extent.x, column >= 0, column < extent.y else { continue }
        let to = ((image * extent.x + row) * extent.y + column) * c.outputs
        for o in 0..<c.outputs {
          for i in 0..<inputs {
            sums[to + o] += Double(xs[at + i]) * Double(ws[(tap * c.outputs + o) * inputs + i])
          }
        }
      }
    }
    return Tensor(
      sums.map { Float($0 < 0 ? Double(Float(0.1)) * $0 : $0) },
      shape: [batch, extent.x, extent.y, c.outputs])
  }
}

extension Tensor {
  /// The first rows and columns: an output padding may give the adjoint one more.
  fileprivate func cropped(to shape: [Int]) -> Tensor {
    sliced(axis: 1, range: 0..<shape[1]).sliced(axis: 2, range: 0..<shape[2])
  }
}
