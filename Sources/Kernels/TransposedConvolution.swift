import CKernels

/// A transposed convolution, the adjoint of a convolution at its input, with filters packed beforehand.
///
/// - Few output channels, groups, gaps between filter elements, or no padding at a stride of 1 → the
///   product with all filter elements, whose columns are added where they belong; where one pixel becomes
///   a filter's extent, they lie there already.
/// - Otherwise → a convolution of stride 1 for each phase: output pixels whose positions have the same
///   remainder by the stride see the same filter elements.
public struct TransposedConvolution: Sendable {
  private enum Algorithm { case columns, phases }

  /// The extents of the convolution whose adjoint this is: our input is its output.
  public let adjoint: ConvolutionShape
  private let algorithm: Algorithm
  private let phases: [TransposedPhase]
  /// The threads that a run is divided for: scratch and run agree on them.
  private let threads = threadCount

  /// Creates the adjoint of a convolution.
  public init(_ adjoint: ConvolutionShape) {
    self.adjoint = adjoint
    // How filters are packed must not depend on the extent of the input.
    let (taps, outputs) = (adjoint.taps, adjoint.inputChannels)
    func panels(_ columns: Int) -> Int {
      (columns + PackedMatrix.panelWidth - 1) / PackedMatrix.panelWidth
    }
    let enlarges = taps > 1 && adjoint.stride == [1, 1, 1] && adjoint.padding == [0, 0, 0]
    phases =
      adjoint.groups > 1 || enlarges || taps * panels(outputs) > 4 * panels(taps * outputs)
      ? [] : TransposedPhase.all(of: adjoint)
    algorithm = phases.isEmpty ? .columns : .phases
  }

  /// Whether one pixel becomes the whole output: columns lie where they belong.
  private var isProduct: Bool {
    adjoint.output == [1, 1, 1] && adjoint.input == adjoint.kernel
      && adjoint.padding == [0, 0, 0] && adjoint.dilation == [1, 1, 1] && adjoint.groups == 1
  }

  // MARK: - Filters

  /// The floats that packed filters take.
  public var packedCount: Int {
    guard algorithm == .phases else { return adjoint.groups * columnsPackedCount }
    return phases.reduce(0) { $0 + Convolution($1.shape).packedCount }
  }

  /// Packs filters `[kernel…, inputChannels / groups, outputChannels]`, those of the adjoint.
  ///
  /// - Parameters:
  ///   - filters: The filters.
  ///   - packed: Room for `packedCount` floats.
  public func pack(
    _ filters: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>
  ) {
    guard algorithm == .phases else {
      let depth = adjoint.groupOutputs
      for group in 0..<adjoint.groups {
        PackedMatrix.pack(
          filters + group * depth, rows: depth, columns: adjoint.patchCount, rowStride: 1,
          columnStride: adjoint.outputChannels, into: packed + group * columnsPackedCount)
      }
      return
    }
    var first = 0
    for phase in phases {
      phase.pack(filters, into: packed + first)
      first += Convolution(phase.shape).packedCount
    }
  }

  private var columnsPackedCount: Int {
    PackedMatrix.packedCount(rows: adjoint.groupOutputs, columns: adjoint.patchCount)
  }

  // MARK: - Run

  /// The floats of scratch that a run takes.
  public var scratchCount: Int {
    switch algorithm {
    case .columns: isProduct ? 0 : blockRows * adjoint.patchCount
    case .phases: phaseConvolution.scratchCount
    }
  }

  private var phaseConvolution: PhaseConvolution {
    PhaseConvolution(phases: phases, extent: adjoint.input, threads: threads)
  }

  /// Runs the transposed convolution.
  ///
  /// - Parameters:
  ///   - input: `[batch, output…, outputChannels]` of the adjoint.
  ///   - filters: What `pack` wrote.
  ///   - epilogue: The bias and activation; a residual is not supported.
  ///   - scratch: Room for `scratchCount` floats.
  ///   - output: `[batch, input…, inputChannels]` of the adjoint.
  public func run(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>, epilogue: Epilogue,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    switch algorithm {
    case .phases:
      return phaseConvolution.run(
        input, filters: filters, epilogue: epilogue, scratch: scratch, into: output)
    case .columns where isProduct:
      multiply(
        LeftMatrix(input, stride: adjoint.outputChannels), rows: adjoint.batch,
        by: PackedMatrix(
          panels: filters, rows: adjoint.outputChannels, columns: adjoint.patchCount),
        into: output, stride: adjoint.patchCount)
    case .columns:
      addColumns(input, filters: filters, scratch: scratch, into: output)
    }
    if epilogue.bias != nil || epilogue.activation != .none {
      finish(
        bias: epilogue.bias, activation: epilogue.activation, to: output, rows: adjoint.inputPixels,
        columns: adjoint.inputChannels)
    }
  }

  /// The rows of a block of patches, at least one: about 4 MiB.
  private var blockRows: Int {
    max(1, min(adjoint.outputPixels, max(64, (1 << 20) / max(1, adjoint.patchCount))))
  }

  private func addColumns(
    _ input: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let kernels = zoo_convolution().pointee
    let (columns, depth) = (adjoint.patchCount, adjoint.groupOutputs)
    parallel(over: adjoint.inputPixels * adjoint.inputChannels, minimumPerThread: 1 << 14) {
      (output + $0.lowerBound).update(repeating: 0, count: $0.count)
    }
    let (shapeForC, pixels) = (adjoint.forC, adjoint.outputPixels / max(1, adjoint.batch))
    for group in 0..<adjoint.groups {
      let packed = PackedMatrix(
        panels: filters + group * columnsPackedCount, rows: depth, columns: columns)
      for first in stride(from: 0, to: adjoint.outputPixels, by: blockRows) {
        let count = min(blockRows, adjoint.outputPixels - first)
        multiply(
          LeftMatrix(
            input + first * adjoint.outputChannels + group * depth, stride: adjoint.outputChannels),
          rows: count, by: packed, into: scratch, stride: columns)
        func scatter(_ rows: Range<Int>, channels: Range<Int>) {
          var shapeForC = shapeForC
          kernels.scatter(
            &shapeForC, group, rows.lowerBound, rows.count, channels.lowerBound,
            channels.upperBound, scratch + (rows.lowerBound - first) * columns, output)
        }
        // Patches overlap; those of different images do not, nor do channels.
        let images = first / pixels..<(first + count + pixels - 1) / pixels
        let channels = adjoint.inputChannels / adjoint.groups
        if images.count >= threads {
          parallel(over: images.count) { part in
            let rows =
              (images.lowerBound + part.lowerBound) * pixels..<(images.lowerBound + part.upperBound)
              * pixels
            scatter(rows.clamped(to: first..<first + count), channels: 0..<channels)
          }
        } else {
          parallel(over: channels, minimumPerThread: 16) {
            scatter(first..<first + count, channels: $0)
          }
        }
      }
    }
  }
}
