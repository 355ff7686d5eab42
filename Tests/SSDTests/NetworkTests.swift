import Datasets
import Images
import Layers
import Optimizers
import SSD
import Support
import Tensors
import Testing

@Suite struct NetworkTests {
  @Test("the 71 paths and shapes equal the published checkpoint's")
  func paths() throws {
    let network = SSD300()
    let published = try Parity(name: "ssd300").tensors()
    #expect(published.count == 71)
    #expect(network.state.map(\.path) == published.map(\.name))
    for (ours, theirs) in zip(network.state, published) {
      #expect(ours.entry.layout.publishedShape(ours.entry.shape) == theirs.shape)
    }
  }

  @Test("the parameters are as many as published")
  func parameterCounts() {
    func count(_ prefix: String) -> Int {
      SSD300().parameters.filter { $0.path.hasPrefix(prefix) }.reduce(0) { $0 + $1.parameter.count }
    }
    #expect(SSD300().parameterCount == 26_285_486)
    #expect(count("vgg") == 20_483_904)
    #expect(count("extras") == 2_459_520)
    #expect(count("loc") == 534_648)
    #expect(count("conf") == 2_806_902)
    #expect(SSD512().parameterCount == 27_188_676)
    #expect(SSD300(width: 0.125).parameterCount == 777_990)
  }

  @Test("SSD512 yields a row for each of its default boxes")
  func ssd512() {
    let network = withSeed(1) { SSD512(classCount: 2, width: 0.03125) }
    let images = filled("x", shape: [1, 512, 512, 3])
    let maps = network.featureMaps(images)
    #expect(maps.map { $0.shape[1] } == SSD512.featureMaps.map(\.size))
    let predictions = network(images)
    #expect(predictions.boxCount == SSD512.defaultBoxes.count && predictions.classCount == 2)
  }

  @Test("weights begin with He's and Glorot's variances, L2Norm with 20")
  func initialization() {
    let network = withSeed(1) { SSD300(width: 0.25) }
    func deviation(_ path: String) -> Double {
      let scalars = network.parameters.first { $0.path == path }?.parameter.value.scalars ?? []
      let sum = scalars.reduce(0) { $0 + Double($1) * Double($1) }
      return (sum / Double(max(1, scalars.count))).squareRoot()
    }
    #expect(abs(deviation("vgg.31.weight") - (2 / 1152.0).squareRoot()) < 1e-3)
    #expect(abs(deviation("extras.0.weight") - (2 / 256.0).squareRoot()) < 2e-3)
    #expect(abs(deviation("conf.1.weight") - (2 / (9.0 * 382)).squareRoot()) < 1e-3)
    #expect(deviation("extras.3.bias") == 0 && deviation("loc.0.bias") == 0)
    #expect(deviation("L2Norm.weight") == 20)
  }

  @Test("R2: L2Norm's gradients equal finite differences, at the input and the weight")
  func l2Norm() {
    let layer = L2Norm(5)
    layer.weight.assign(filled("w", shape: [5], base: 2))
    let x = filled("x", shape: [1, 2, 3, 5])
    #expect(layer(x).square().sum(axes: [3]).shape == [1, 2, 3])
    checkGradients(at: [x]) { layer($0[0]) }
    let pattern = filled("pattern", shape: x.shape)
    let (_, gradients) = layer.valueAndGradients { ($0(x) * pattern).sum() }
    let start = layer.weight.value.scalars
    for channel in start.indices {
      func value(at change: Float) -> Float {
        var moved = start
        moved[channel] += change
        layer.weight.assign(Tensor(moved, shape: [5]))
        return (layer(x) * pattern).sum().item()
      }
      let difference = (value(at: 0.5) - value(at: -0.5))
      let gradient = gradients[layer.weight]?.scalars[channel] ?? .nan
      #expect(abs(difference - gradient) < 1e-3)
    }
  }

  @Test("two hundred steps fit one batch, whose objects are then found")
  func overfits() throws {
    let network = withSeed(5) { SSD300(classCount: 3, width: 0.0625) }
    let images = filled("overfit", shape: [2, 300, 300, 3], bound: 100)
    let truths = objects([
      [[0.1, 0.1, 0.45, 0.6, 0], [0.5, 0.55, 0.95, 0.9, 2]], [[0.3, 0.2, 0.8, 0.7, 1]],
    ])
    let loss = MultiBoxLoss(SSD300.defaultBoxes)
    var optimizer = Adam(network, learningRate: 1e-3)
    var last: Float = .infinity
    for _ in 0..<200 {
      let (value, gradients) = network.valueAndGradients { loss($0(images), truths).total }
      optimizer.step(gradients)
      last = value.item()
      if last < 0.05 { break }
    }
    #expect(last < 0.3)
    let found = SSDDecoder(SSD300.defaultBoxes, scoreThreshold: 0.5)(network(images))
    for (found, truths) in zip(found, truths) {
      #expect(found.count == truths.count)
      for truth in truths {
        let match = found.first { $0.classIndex == truth.label }
        #expect((match?.box.intersectionOverUnion(truth.box) ?? 0) > 0.7)
      }
    }
  }

  @Test("pictures of another size stop the program with both shapes")
  func otherSizes() async {
    await #expect(processExitsWith: .failure) {
      _ = SSD300(width: 0.0625)(.zeros([1, 224, 224, 3]))
    }
  }
}
