import Kernels
import Testing

@Suite struct ThreadsTests {
  @Test("a convolution keeps to its scratch when the number of threads grows meanwhile")
  func scratch() {
    for stride in [1, 2] {
      let shape = ConvolutionShape(
        batch: 1, input: [1, 64, 64], kernel: [1, 3, 3], stride: [1, stride, stride],
        padding: [0, 1, 1], dilation: [1, 1, 1], inputChannels: 16, outputChannels: 16, groups: 1)
      let input = numbers(64 * 64 * 16)
      let filters = numbers(9 * 16 * 16)
      let convolution = withThreadCount(1) { Convolution(shape) }
      let expected = withThreadCount(1) { run(convolution, input, filters) }
      let output = withThreadCount(4) { run(convolution, input, filters) }
      #expect(output.scratchCount == expected.scratchCount)
      #expect(output.isWithinScratch && output.output == expected.output)
    }
  }

  private func numbers(_ count: Int) -> [Float] {
    (0..<count).map { Float($0 * 37 % 101) / 50 - 1 }
  }

  private func run(
    _ convolution: Convolution, _ input: [Float], _ filters: [Float]
  ) -> (output: [Float], scratchCount: Int, isWithinScratch: Bool) {
    let scratchCount = convolution.scratchCount
    // Far more room than is asked for shows whatever is written past it.
    var scratch = [Float](repeating: 7, count: 16 * scratchCount)
    var packed = [Float](repeating: 0, count: convolution.packedCount)
    var output = [Float](
      repeating: 0, count: convolution.shape.outputPixels * convolution.shape.outputChannels)
    input.withUnsafeBufferPointer { input in
      filters.withUnsafeBufferPointer { filters in
        scratch.withUnsafeMutableBufferPointer { scratch in
          packed.withUnsafeMutableBufferPointer { packed in
            output.withUnsafeMutableBufferPointer { output in
              guard let x = input.baseAddress, let w = filters.baseAddress,
                let room = scratch.baseAddress, let panels = packed.baseAddress,
                let y = output.baseAddress
              else { return }
              convolution.pack(w, into: panels)
              convolution.run(x, filters: panels, epilogue: Epilogue(), scratch: room, into: y)
            }
          }
        }
      }
    }
    return (output, scratchCount, scratch[scratchCount...].allSatisfy { $0 == 7 })
  }
}
