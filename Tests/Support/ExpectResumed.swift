import Datasets
import Foundation
import Layers
import Tensors
import Testing
import Training

/// Expects two epochs of training on drawn reviews, stopped after a step and gone on with, to equal the
/// uninterrupted ones bit for bit.
///
/// - Parameters:
///   - stop: The step after which a signal comes, of 6: batches of 16, 16 and 8.
///   - options: How it is trained.
///   - classifier: Makes the classifier for the data, the same one each time.
/// - Throws: What making the classifier or training throws.
public func expectResumed<Classifier: TextModel>(
  after stop: Int, options: Classifier.Options, _ classifier: (TextData) throws -> Classifier
) async throws where Classifier.Options: Encodable {
  let folder = FileManager.default.temporaryDirectory.path + "/resumed-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let data = TextData(
    name: "reviews", training: Drawn.reviews(count: 40, seed: 1),
    validation: Drawn.reviews(count: 8, seed: 2))
  func recipe(_ directory: RunDirectory?) throws -> TextFineTune<Classifier> {
    var recipe = try TextFineTune(classifier(data), data, options: options)
    recipe.directory = directory
    recipe.stopSignal = { nil }
    return recipe
  }
  func state(_ recipe: TextFineTune<Classifier>) -> [[Float]] {
    recipe.classifier.network.state.map(\.entry.value.scalars)
  }
  let whole = try recipe(nil)
  #expect(try await whole.run().progress.step == 6)
  do {
    let directory = try RunDirectory.create(model: "text", at: folder)
    try directory.write(configuration: options)
    let counter = StepCounter()
    var first = try recipe(directory)
    first.observers = [counter]
    first.stopSignal = { counter.count >= stop ? 15 : nil }
    await #expect(throws: TrainingInterrupted.self) { _ = try await first.run() }
  }
  let second = try recipe(try RunDirectory.open(folder))
  let (progress, _) = try await second.run(resuming: true)
  #expect(progress.step == 6)
  #expect(state(second) == state(whole))
}
