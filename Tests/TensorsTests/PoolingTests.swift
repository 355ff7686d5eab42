import Kernels
import Support
import Tensors
import Testing

@Suite struct PoolingTests {
  @Test(
    "R2: max pooling agrees with the reference figures, in each instruction set",
    arguments: OperatorCase.cases(of: "max_pool2d"))
  func maxPooling(reference: OperatorCase) {
    forEachInstructionSet {
      checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
        $0[0].maxPooled2d(
          kernelSize: reference.integer("kernel"), stride: reference.integer("stride"),
          padding: reference.integer("padding"), ceilMode: reference.flag("ceil"))
      }
    }
  }

  @Test("R2: average pooling agrees with the reference figures, with padding that counts")
  func averagePooling() throws {
    let reference = try OperatorCase.named("avg_pool2d.3.1.1")
    forEachInstructionSet {
      checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
        $0[0].averagePooled2d(kernelSize: 3, stride: 1, padding: 1)
      }
    }
  }

  @Test("R2: average pooling of clips agrees with the reference figures")
  func averagePooling3d() throws {
    let reference = try OperatorCase.named("avg_pool3d")
    checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
      $0[0].averagePooled3d(kernelSize: PoolExtents(depth: 2, height: 3, width: 4))
    }
  }

  @Test(
    "R2: adaptive average pooling agrees with the reference figures",
    arguments: OperatorCase.cases(of: "adaptive_avg_pool2d"))
  func adaptivePooling(reference: OperatorCase) {
    let bins = reference.integer("bins")
    forEachInstructionSet {
      checkOperator(reference, ["x": .channelsFirst], output: .channelsFirst) {
        $0[0].adaptiveAveragePooled2d(height: bins, width: bins)
      }
    }
  }

  @Test(
    "windows of any kind give the maxima and means of a plain loop",
    arguments: [
      (size: 2, stride: 2, padding: 0, ceil: false), (2, 2, 0, true), (3, 2, 1, false),
      (3, 1, 1, true), (2, 1, 1, false), (3, 3, 0, true), (5, 2, 2, true),
    ])
  func plainReference(window: (size: Int, stride: Int, padding: Int, ceil: Bool)) {
    for (height, width, channels) in [(6, 8, 5), (7, 9, 70), (5, 5, 16)] {
      let x = filled("x", shape: [2, height, width, channels])
      let plain = plainPools(x, window)
      forEachInstructionSet {
        let largest = x.maxPooled2d(
          kernelSize: window.size, stride: window.stride, padding: window.padding,
          ceilMode: window.ceil)
        expectClose(largest, plain.max, relative: 0)
        expectClose(
          x.averagePooled2d(
            kernelSize: window.size, stride: window.stride, padding: window.padding,
            ceilMode: window.ceil, countsPadding: false), plain.mean)
      }
    }
  }

  @Test("of equal values the first takes the gradient, and NaN is passed on")
  func tiesAndNaN() {
    let x = Tensor([1, 1, 1, 1, .nan, 2, 0, 3], shape: [2, 2, 2, 1])
    for (padding, stride) in [(0, 2), (1, 2)] {
      let pooled = x.maxPooled2d(kernelSize: 2, stride: stride, padding: padding)
      #expect(pooled.scalars.contains { $0.isNaN })
    }
    let (_, gradients) = valueAndGradients(at: [Tensor.ones([1, 4, 4, 1])]) {
      let pooled = $0[0].maxPooled2d(kernelSize: 2)
      return pooled.dotted(with: .ones(pooled.shape))
    }
    #expect(gradients[0].scalars == [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0])
    let (_, overlapping) = valueAndGradients(at: [Tensor.ones([1, 3, 3, 1])]) {
      let pooled = $0[0].maxPooled2d(kernelSize: 2, stride: 1)
      return pooled.dotted(with: .ones(pooled.shape))
    }
    #expect(overlapping[0].scalars == [1, 1, 0, 1, 1, 0, 0, 0, 0])
  }

  @Test("R2: gradients agree with finite differences, for images and clips, of odd sizes")
  func finiteDifferences() {
    let image = spread([1, 5, 7, 3])
    checkGradients(at: [image]) { $0[0].maxPooled2d(kernelSize: 2) }
    checkGradients(at: [image]) { $0[0].maxPooled2d(kernelSize: 3, stride: 2, padding: 1) }
    checkGradients(at: [image]) {
      $0[0].averagePooled2d(
        kernelSize: 3, stride: 2, padding: 1, ceilMode: true, countsPadding: false)
    }
    checkGradients(at: [image]) { $0[0].adaptiveAveragePooled2d(height: 3, width: 2) }
    let clip = spread([1, 3, 4, 5, 2])
    checkGradients(at: [clip]) {
      $0[0].maxPooled3d(
        kernelSize: 2, stride: 1, padding: PoolExtents(depth: 1, height: 0, width: 1))
    }
    checkGradients(at: [clip]) { $0[0].averagePooled3d(kernelSize: 3, stride: 2, padding: 1) }
  }

  @Test("a plane without rows stops with its extent")
  func emptyPlane() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([1, 0, 4, 2]).maxPooled2d(kernelSize: 2, padding: 1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("pool: 0 positions"))
  }

  @Test("rows shared among threads give the gradients of one thread")
  func threads() {
    let x = filled("x", shape: [2, 64, 48, 24])
    for (size, stride, padding) in [(2, 2, 0), (3, 2, 1)] {
      let gradients = [1, 3].map { count -> Tensor in
        withThreadCount(count) {
          valueAndGradients(at: [x]) {
            let pooled = $0[0].maxPooled2d(kernelSize: size, stride: stride, padding: padding)
            return pooled.dotted(with: filled("g", shape: pooled.shape))
          }.gradients[0]
        }
      }
      #expect(gradients[0].scalars == gradients[1].scalars)
    }
  }

  /// Values further apart than the step of the differences, so that no maximum changes hands.
  private func spread(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { Float($0 * 37 % count) * 0.05 }, shape: shape)
  }

  private func plainPools(
    _ x: Tensor, _ window: (size: Int, stride: Int, padding: Int, ceil: Bool)
  ) -> (max: Tensor, mean: Tensor) {
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    func outputCount(_ count: Int) -> Int {
      let room = count + 2 * window.padding - window.size
      var result = (window.ceil ? room + window.stride - 1 : room) / window.stride + 1
      if (result - 1) * window.stride >= count + window.padding { result -= 1 }
      return result
    }
    let scalars = x.scalars
    var (maxima, means): ([Float], [Float]) = ([], [])
    for n in 0..<x.shape[0] {
      for row in 0..<outputCount(height) {
        for column in 0..<outputCount(width) {
          for c in 0..<channels {
            var values: [Float] = []
            for h in row * window.stride - window.padding..<row * window.stride - window.padding
              + window.size where 0..<height ~= h
            {
              for w in column * window.stride - window.padding..<column * window.stride
                - window.padding + window.size where 0..<width ~= w
              {
                values.append(scalars[((n * height + h) * width + w) * channels + c])
              }
            }
            maxima.append(values.max() ?? .nan)
            means.append(values.reduce(0, +) / Float(values.count))
          }
        }
      }
    }
    let shape = [x.shape[0], outputCount(height), outputCount(width), channels]
    return (Tensor(maxima, shape: shape), Tensor(means, shape: shape))
  }
}
