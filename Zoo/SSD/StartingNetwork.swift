import Checkpoints
import Images
import Layers
import Tasks

/// The network that a training begins with, and how pictures become its input.
public struct StartingNetwork<Network: SSDNetwork> {
  /// The network, with heads for the classes of the data.
  public let network: Network
  /// How a picture becomes its input.
  public let preprocessing: Preprocessing
  /// The classes that the weights know, if they are a detector's.
  public let knownClasses: [String]?

  /// Loads or creates the network.
  ///
  /// Of a detector that knows the same classes, in whatever order, everything is kept, of another
  /// one all but the heads that name classes. Of VGG-16 the convolutions are kept, and with them the
  /// range of their input.
  ///
  /// - Parameters:
  ///   - checkpoint: A detector, or VGG-16 in either of its published forms; nil for random weights.
  ///   - classes: The classes of the data, background not counted.
  ///   - width: The factor of all channel counts of a network with random weights.
  /// - Throws: `CheckpointError`, where the weights are of another network.
  public init(
    _ checkpoint: Checkpoint?, classes: [String], width: Double = 1
  ) throws(CheckpointError) {
    guard let checkpoint else {
      network = Network(classCount: classes.count, width: width)
      preprocessing = Network.normalized()
      knownClasses = nil
      return
    }
    guard checkpoint["vgg.0.weight"] != nil else {
      let held = try CheckpointMetadata(checkpoint.metadata)
        .value(Preprocessing.self, for: .preprocessing)
      if held?.channelOrder == .bgr {
        throw .malformed("\(checkpoint.path) takes blue first, \(Network.name) red")
      }
      network = try Network(base: checkpoint, classCount: classes.count)
      let isReduced = checkpoint["0.weight"] != nil
      preprocessing = isReduced ? Network.preprocessing : Network.normalized(as: held)
      knownClasses = nil
      return
    }
    preprocessing = try Network.preprocessing(of: checkpoint) ?? Network.preprocessing
    let known = try Network.classNames(of: checkpoint).names
    knownClasses = known
    let places = classes.compactMap { known.firstIndex(of: $0) }
    if places.count == known.count, Set(places).count == classes.count {
      network = try Network(checkpoint)
      network.reorderClasses(places)
    } else {
      network = try Network(checkpoint, newClassCount: classes.count)
    }
  }
}

extension SSDNetwork {
  /// The whole picture squeezed to the network's size, in the range of other weights: by default with
  /// ImageNet's mean and deviation, which also suit random weights, made for inputs about 1.
  static func normalized(as other: Preprocessing? = nil) -> Preprocessing {
    var result = other ?? .imageNet()
    result.size = .squish(width: imageSize, height: imageSize)
    result.sampling = .plainBilinear
    result.channelOrder = .rgb
    return result
  }
}
