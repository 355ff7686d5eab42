import Datasets
import Images
import Layers
import Training
import VGG

extension FineTune {
  /// About how much memory the training takes at its peak.
  public var memory: MemoryEstimate {
    let float = MemoryLayout<Float>.size
    let side = Network.imageSize
    let weights = float * network.parameterCount
    let batchSize = min(options.batchSize, max(1, data.training.count))
    // Weights, gradients, and one moment of SGD or two of AdamW; a half for packed forms.
    let copies = options.method == .adamW ? 4.5 : 3.5
    let program: Int = 200 << 20
    // Waiting: in two batches made ahead, in the current one and while they are stacked.
    let picture: Int = 4 * float * side * side * 3
    // Outputs of the convolutions are kept for the gradients; their gradients and scratch follow.
    return MemoryEstimate(
      fixed: program + Int(copies * Double(weights)), perSample: picture,
      perComputedSample: 2 * float * network.activationCount, batchSize: batchSize,
      microBatchSize: options.microBatchSize ?? batchSize)
  }
}

extension SSDNetwork {
  /// The numbers that VGG's convolutions compute of one picture; the pyramid's are few.
  var activationCount: Int {
    var side = Self.imageSize
    let blocks = VGG16.blocks.reduce(0) { sum, block in
      defer { side = (side + 1) / 2 }
      return sum + block.reduce(0) { $0 + side * side * configuration.channels($1) }
    }
    let last = Self.imageSize / 16
    return blocks + 2 * last * last * configuration.channels(1024)
  }
}
