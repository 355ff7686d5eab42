import Datasets
import Images
import SSD
import Support
import Tensors
import Testing

@Suite struct MultiBoxLossTests {
  private let loss = MultiBoxLoss(SSD300.defaultBoxes)
  private let locations = filled("ssd.loc", shape: [4, 8732, 4])
  private let logits = filled("ssd.conf", shape: [4, 8732, 21], bound: 2)

  /// Losses and their gradients at locations and logits.
  private func gradients(
    _ locations: Tensor, _ logits: Tensor, _ objects: [[GroundTruthBox]]
  ) -> (total: Float, gradients: [Tensor]) {
    let (value, gradients) = valueAndGradients(at: [locations, logits]) { inputs in
      loss(SSDPredictions(locations: inputs[0], logits: inputs[1]), objects).total
    }
    return (value.item(), gradients)
  }

  private func truth(
    _ xMin: Float, _ yMin: Float, _ xMax: Float, _ yMax: Float, _ label: Int = 0
  ) -> GroundTruthBox {
    GroundTruthBox(box: Box(xMin: xMin, yMin: yMin, xMax: xMax, yMax: yMax), label: label)
  }

  @Test("default boxes are matched to objects as in the reference")
  func matching() throws {
    let expected = try Pieces.load().multibox
    let truths = objects(expected.targets)
    for (image, match) in loss.matches(truths).enumerated() {
      let reference = expected.images[image]
      #expect(match.boxes == reference.positives)
      #expect(match.objects == reference.truths)
      #expect(match.objects.map { truths[image][$0].label + 1 } == reference.classes)
      for (position, offsets) in reference.encoded.enumerated() {
        let ours = loss.defaultBoxes.offsets(
          to: truths[image][match.objects[position]].box, from: match.boxes[position])
        expectClose([ours.x, ours.y, ours.z, ours.w], offsets, relative: 1e-4)
      }
    }
  }

  @Test("R2: losses, hard negatives and gradients equal the reference")
  func losses() throws {
    let expected = try Pieces.load().multibox
    let truths = objects(expected.targets)
    let losses = loss(SSDPredictions(locations: locations, logits: logits), truths)
    #expect(losses.positiveCount == expected.positiveCount)
    #expect(abs(Double(losses.localization.item()) - expected.localization) < 1e-5)
    #expect(abs(Double(losses.confidence.item()) - expected.confidence) < 1e-4)

    let gradients = gradients(locations, logits, truths).gradients
    for (gradient, reference) in zip(
      gradients, [expected.locationGradient, expected.logitGradient])
    {
      let scalars = gradient.scalars
      let norm = scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm - reference.l2) < 1e-5 * reference.l2)
      for (index, value) in zip(reference.at, reference.values) {
        #expect(abs(Double(scalars[index]) - value) < 1e-5 * reference.max)
      }
    }
    let counted = gradients[1].abs().max(axes: [2]).scalars
    for (image, reference) in expected.images.enumerated() {
      let rows = (0..<8732).filter { counted[image * 8732 + $0] > 0 }
      #expect(rows == (reference.positives + reference.negatives).sorted())
    }
  }

  @Test("a batch without objects has loss and gradients 0")
  func nothing() {
    let (total, gradients) = gradients(locations, logits, [[], [], [], []])
    #expect(total == 0)
    #expect(gradients.allSatisfy { $0.scalars.allSatisfy { $0 == 0 } })
    #expect(gradients.map(\.shape) == [locations.shape, logits.shape])
  }

  @Test("a batch of no picture has loss 0")
  func noPictures() {
    let losses = loss(
      SSDPredictions(locations: .zeros([0, 8732, 4]), logits: .zeros([0, 8732, 21])), [])
    #expect(losses.total.item() == 0 && losses.positiveCount == 0)
  }

  @Test("each object keeps a box, however small; the last of equal objects wins its best box")
  func bestBoxes() {
    let dot = truth(0.5, 0.5, 0.502, 0.501)
    let match = loss.matches([[dot]])[0]
    #expect(match.count == 1)
    let twins = loss.matches([[truth(0.2, 0.2, 0.7, 0.8), truth(0.2, 0.2, 0.7, 0.8, 3)]])[0]
    #expect(twins.objects.filter { $0 == 1 }.count == 1)
    #expect(twins.count > 1)
  }

  @Test(
    "A3: objects that are empty, inverted, infinite or outside leave the step finite",
    arguments: [
      [0.3, 0.3, 0.3, 0.6], [0.6, 0.6, 0.3, 0.3], [2, 2, 3, 3], [-1e30, -1e30, 1e30, 1e30],
      [.nan, 0.1, 0.2, 0.2], [0.1, 0.1, .infinity, 0.2], [0.5, 0.5, 0.5000001, 0.5000001],
    ] as [[Float]])
  func senselessBoxes(edges: [Float]) {
    let odd = truth(edges[0], edges[1], edges[2], edges[3])
    let (total, gradients) = gradients(
      locations, logits, [[odd], [truth(0.1, 0.1, 0.6, 0.7, 19), odd], [], [odd]])
    #expect(total.isFinite)
    #expect(gradients.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
  }

  @Test("matches that are known already are not looked for again")
  func knownMatches() throws {
    let truths = objects(try Pieces.load().multibox.targets)
    let predictions = SSDPredictions(locations: locations, logits: logits)
    let known = loss(predictions, truths, matches: loss.matches(truths))
    #expect(known.total.item() == loss(predictions, truths).total.item())
    let none = loss(predictions, truths, matches: loss.matches([[], [], [], []]))
    #expect(none.positiveCount == 0 && none.total.item() == 0)
  }

  @Test("parts of a batch, weighed by their positives, add up to the batch")
  func parts() throws {
    let truths = objects(try Pieces.load().multibox.targets)
    let whole = gradients(locations, logits, truths)
    let counts = loss.matches(truths).map(\.count)
    var total: Float = 0
    for range in [0..<1, 1..<4] {
      let part = gradients(locations[range], logits[range], Array(truths[range]))
      let share = Float(counts[range].reduce(0, +)) / Float(counts.reduce(0, +))
      total += part.total * share
      for (piece, all) in zip(part.gradients, whole.gradients) {
        expectClose(piece * share, all[range], relative: 1e-5)
      }
    }
    #expect(abs(total - whole.total) < 1e-4)
  }

  @Test("the first ranks are those that sorting finds", arguments: [0, 1, 7, 200, 999, 1000, 1500])
  func ranks(limit: Int) {
    let scores = filledIntegers("ranks", shape: [1000], modulo: 50).scalars.map { Float($0 - 25) }
    let losses = scores.map { $0 / 7 }
    let sorted = losses.indices.sorted { (-losses[$0], $0) < (-losses[$1], $1) }
    let suppression = Suppression(overlapThreshold: 1, candidateLimit: limit)
    let boxes = losses.map { _ in Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1) }
    #expect(suppression(boxes, scores: losses) == Array(sorted.prefix(limit)))
  }
}
