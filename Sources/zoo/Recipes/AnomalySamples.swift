import Datasets
import Files
import Training

/// Pictures of what is normal to train with, and to test with also others, whose classes only that
/// part has.
struct AnomalySamples: TrainingSamples {
  /// The pictures of both parts.
  let data: GreyData

  var name: String { data.name }
  var classNames: [String] { data.classNames }
  var fingerprint: String { data.fingerprint }
  /// Classes that only the other part shows are not to be learnt, and so are none here.
  var classCounts: (training: [Int], validation: [Int]) {
    (data.training.classCounts, classNames.map { _ in 0 })
  }
  var notices: [String] { data.notices }
  var strays: [SkippedSample] { data.strays }

  /// Whether all ten digits are trained on, as if all were normal.
  var showsEveryDigit: Bool {
    data.classNames == GreyImages.digits && !data.training.classCounts.contains(0)
  }

  static func resolve(
    _ name: String, _ options: DataOptions, _ registry: DatasetOptions,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws -> AnomalySamples {
    var registry = registry
    registry.testsOtherClasses = true
    return AnomalySamples(
      data: try await GreyData.resolve(name, options, registry, progress: progress))
  }
}
