import Support
import Tensors
import Testing

@Suite struct ConvolutionTests {
  @Test("R2: agrees with the reference figures", arguments: OperatorCase.cases(of: "conv2d"))
  func reference(_ c: OperatorCase) {
    let geometry = Conv2dGeometry(
      stride: c.integer("stride"), padding: c.integer("padding"),
      dilation: c.integer("dilation"))
    checkOperator(
      c, ["x": .channelsFirst, "weight": .filters, "bias": .same], output: .channelsFirst
    ) {
      $0[0].convolved(with: $0[1], bias: $0.count > 2 ? $0[2] : nil, geometry: geometry)
    }
  }

  @Test(
    "R2: in 3-D, agrees with the reference figures", arguments: OperatorCase.cases(of: "conv3d"))
  func reference3d(_ c: OperatorCase) {
    let geometry = Conv3dGeometry(
      stride: c.integer("stride"), padding: c.integer("padding"),
      dilation: c.integer("dilation"))
    checkOperator(
      c, ["x": .channelsFirst, "weight": .filters, "bias": .same], output: .channelsFirst
    ) {
      $0[0].convolved3d(with: $0[1], bias: $0[2], geometry: geometry)
    }
  }

  @Test(
    "R2: transposed, agrees with the reference figures",
    arguments: OperatorCase.cases(of: "conv_transpose2d"))
  func referenceTransposed(_ c: OperatorCase) {
    let geometry = Conv2dGeometry(stride: c.integer("stride"), padding: c.integer("padding"))
    checkOperator(
      c, ["x": .channelsFirst, "weight": .filters, "bias": .same], output: .channelsFirst
    ) {
      $0[0].transposedConvolved(with: $0[1], bias: $0[2], geometry: geometry)
    }
  }

  @Test("a bias, a residual and an activation are applied in this order")
  func epilogue() {
    let x = filled("x", shape: [2, 5, 6, 3])
    let weight = filled("weight", shape: [3, 3, 3, 34])
    let bias = filled("bias", shape: [34])
    let residual = filled("residual", shape: [2, 5, 6, 34])
    let geometry = Conv2dGeometry(padding: 1)
    let plain = x.convolved(with: weight, geometry: geometry).scalars
    let expected = zip(plain, residual.scalars).enumerated().map { index, pair in
      let sum = pair.0 + pair.1 + bias.scalars[index % 34]
      return sum < 0 ? 0.1 * sum : sum
    }
    let output = x.convolved(
      with: weight, bias: bias, geometry: geometry, activation: .leakyReLU(slope: 0.1),
      residual: residual)
    expectClose(output.scalars, expected)
    let prepared = PreparedConvolution(weight: weight, geometry: geometry)
    let again = x.convolved(
      with: prepared, bias: bias, activation: .leakyReLU(slope: 0.1), residual: residual)
    expectClose(again.scalars, expected)
  }

  @Test("R2: gradients with groups, an activation and a residual agree with differences")
  func groups() {
    let geometry = Conv2dGeometry(stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2)
    let inputs = [
      filled("x", shape: [2, 5, 6, 4]), filled("weight", shape: [3, 2, 2, 6]),
      filled("bias", shape: [6]), filled("residual", shape: [2, 3, 4, 6]),
    ]
    checkGradients(at: inputs, step: 1e-3, tolerance: 2e-2) {
      $0[0].convolved(
        with: $0[1], bias: $0[2], geometry: geometry, activation: .leakyReLU(slope: 0.2),
        residual: $0[3])
    }
  }

  @Test("groups are separate convolutions of their channels")
  func groupsAreSeparate() {
    let x = filled("x", shape: [1, 4, 5, 6])
    let weight = filled("weight", shape: [3, 3, 3, 4])
    let output = x.convolved(
      with: weight, geometry: Conv2dGeometry(padding: 1, groups: 2)
    ).scalars
    for group in 0..<2 {
      func channels(_ tensor: Tensor, _ range: Range<Int>) -> Tensor {
        let width = tensor.shape[3]
        let kept = tensor.scalars.enumerated().filter { range.contains($0.offset % width) }
        return Tensor(kept.map(\.element), shape: tensor.shape.dropLast() + [range.count])
      }
      let part = channels(x, 3 * group..<3 * group + 3).convolved(
        with: channels(weight, 2 * group..<2 * group + 2), geometry: Conv2dGeometry(padding: 1))
      expectClose(
        channels(Tensor(output, shape: [1, 4, 5, 4]), 2 * group..<2 * group + 2), part)
    }
  }

  @Test("R2: gradients of a transposed convolution with groups agree with differences")
  func transposedGroups() {
    let inputs = [
      filled("x", shape: [2, 3, 4, 4]), filled("weight", shape: [3, 3, 3, 4]),
      filled("bias", shape: [6]),
    ]
    checkGradients(at: inputs, step: 1e-3, tolerance: 2e-2) {
      $0[0].transposedConvolved(
        with: $0[1], bias: $0[2],
        geometry: Conv2dGeometry(stride: 2, padding: 1, groups: 2), outputPadding: [1, 1],
        activation: .leakyReLU(slope: 0.2))
    }
  }

  /// Rows of outputs long enough that patches are read where they lie, some of them without padding.
  static let longRows: [([Int], kernel: SIMD2<Int>, outputs: Int, Conv2dGeometry)] = [
    ([2, 9, 31, 3], [3, 3], 20, Conv2dGeometry(padding: 1)),
    ([3, 12, 27, 5], [4, 4], 33, Conv2dGeometry(stride: 2, padding: 1)),
    ([1, 64, 64, 1], [4, 4], 64, Conv2dGeometry(stride: 2, padding: 1)),
    ([1, 14, 50, 2], [2, 3], 7, Conv2dGeometry(stride: [2, 3])),
    (
      [2, 11, 16, 4], [3, 2], 40,
      Conv2dGeometry(stride: [1, 1], padding: [2, 0], dilation: [3, 1])
    ),
  ]

  @Test(
    "R2: long rows and the gradient of their filters agree with the definition", arguments: longRows
  )
  func rows(_ input: [Int], kernel: SIMD2<Int>, outputs: Int, _ geometry: Conv2dGeometry) {
    let x = filled("x", shape: input)
    let weight = filled("weight", shape: [kernel.x, kernel.y, input[3], outputs])
    let bias = filled("bias", shape: [outputs])
    forEachInstructionSet {
      let output = x.convolved(
        with: weight, bias: bias, geometry: geometry, activation: .leakyReLU(slope: 0.1))
      #expect(output.shape[2] >= 12)
      let residual = filled("residual", shape: output.shape)
      let (xs, ws, bs) = (x.scalars, weight.scalars, bias.scalars)
      var sums = [Double](repeating: 0, count: output.count)
      var ofWeight = [Double](repeating: 0, count: weight.count)
      let gs = residual.scalars
      for index in sums.indices {
        let (pixel, o) = (index / outputs, index % outputs)
        let (left, top) = (pixel % output.shape[2], pixel / output.shape[2] % output.shape[1])
        let image = pixel / output.shape[2] / output.shape[1]
        sums[index] = Double(bs[o])
        for tap in 0..<kernel.x * kernel.y {
          let row =
            top * geometry.stride.x - geometry.padding.x + tap / kernel.y * geometry.dilation.x
          let column =
            left * geometry.stride.y - geometry.padding.y + tap % kernel.y * geometry.dilation.y
          guard row >= 0, row < input[1], column >= 0, column < input[2] else { continue }
          let at = ((image * input[1] + row) * input[2] + column) * input[3]
          for i in 0..<input[3] {
            let element = (tap * input[3] + i) * outputs + o
            sums[index] += Double(xs[at + i]) * Double(ws[element])
            ofWeight[element] += Double(xs[at + i]) * Double(gs[index])
          }
        }
      }
      expectClose(output.scalars, sums.map { Float($0 < 0 ? 0.1 * $0 : $0) })
      expectClose(
        x.convolved(with: weight, bias: bias, geometry: geometry, residual: residual).scalars,
        zip(sums, residual.scalars).map { Float($0) + $1 })
      let (_, gradients) = valueAndGradients(at: [weight]) {
        x.convolved(with: $0[0], geometry: geometry).dotted(with: residual)
      }
      expectClose(gradients[0].scalars, ofWeight.map { Float($0) })
    }
  }

  @Test("R2: a batch of no image has gradients of 0 at the filters, whatever the algorithm")
  func emptyBatch() {
    for (kernelSize, stride) in [(3, 1), (3, 2), (1, 1)] {
      let geometry = Conv2dGeometry(stride: stride)
      // The first batch leaves memory full of NaN behind, which the second must not show.
      for (batch, value) in [(1, Float.nan), (0, 1)] {
        let inputs = [
          Tensor.full([batch, 3, 3, 16], value), .full([kernelSize, kernelSize, 16, 16], value),
        ]
        let (_, gradients) = valueAndGradients(at: inputs) {
          $0[0].convolved(with: $0[1], geometry: geometry).sum()
        }
        if batch == 0 { #expect(gradients[1].scalars.allSatisfy { $0 == 0 }) }
      }
    }
  }

  @Test("a bias that does not fit prepared filters traps and is shown")
  func misfitBias() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let prepared = PreparedConvolution(weight: .zeros([3, 3, 4, 16]), geometry: Conv2dGeometry())
      _ = Tensor.zeros([1, 8, 8, 4]).convolved(with: prepared, bias: .zeros([15]))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("bias [15] does not fit the weight [1, 3, 3, 4, 16]"))
  }

  @Test("shapes that do not fit trap and are shown")
  func misfit() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([1, 8, 8, 4]).convolved(with: .zeros([3, 3, 3, 16]))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("input has 4 channels, weight expects 3"))
  }
}
