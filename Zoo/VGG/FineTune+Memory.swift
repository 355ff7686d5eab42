import Datasets
import Images
import Layers
import Training

extension FineTune {
  /// About how much memory the training takes at its peak.
  public var memory: MemoryEstimate {
    let float = MemoryLayout<Float>.size
    let (width, height) = preprocessing.outputSize
    let weights = float * network.parameterCount
    let program = 100 << 20
    // Waiting: in two batches made ahead, in the current one and while they are stacked.
    let picture = 4 * float * width * height * 3
    let batchSize = min(options.batchSize, max(1, data.training.count))
    let activations = float * Network.activationCount(width: width, height: height, of: network)
    switch options.mode {
    case .transfer:
      // Features are computed 8 at a time without a tape, so that few layers are in memory at once.
      let copyCount = options.augments ? options.copyCount : 1
      let featureCount = copyCount * data.training.count + data.validation.count
      let features = float * network.configuration.hiddenCount
      let computing: Int = 8 * (picture + activations / 2)
      return MemoryEstimate(
        fixed: program + 2 * weights + computing + featureCount * features,
        perSample: 4 * features, perComputedSample: 4 * features, batchSize: batchSize,
        microBatchSize: options.microBatchSize ?? batchSize)
    case .finetune, .scratch:
      // Weights, gradients, and one moment of SGD or two of AdamW; a half for packed forms.
      let copies = options.mode == .scratch ? 4.5 : 3.5
      // Outputs of the convolutions are kept for the gradients; their gradients and scratch follow.
      return MemoryEstimate(
        fixed: program + Int(copies * Double(weights)), perSample: picture,
        perComputedSample: 2 * activations, batchSize: batchSize,
        microBatchSize: options.microBatchSize ?? batchSize)
    }
  }
}

extension VGGNetwork {
  /// The numbers that the convolutions compute of one picture.
  static func activationCount(width: Int, height: Int, of network: Self) -> Int {
    var pixels = width * height
    return blocks.reduce(0) { sum, block in
      defer { pixels /= 4 }
      return sum + block.reduce(0) { $0 + pixels * network.configuration.channels($1) }
    }
  }
}
