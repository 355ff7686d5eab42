import Datasets
import Files

extension TextData: TrainingSamples {
  var strays: [SkippedSample] {
    var names = Set<String>()
    return (training.strays + validation.strays + test.strays).filter {
      names.insert($0.name).inserted
    }
  }
  var classCounts: (training: [Int], validation: [Int]) {
    (training.classCounts, validation.classCounts)
  }

  static func resolve(
    _ name: String, _ options: DataOptions, _ registry: DatasetOptions,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws -> TextData {
    try options.checkNoDigits(in: name)
    let data = try await DatasetRegistry.resolveTexts(
      name, registry, table: options.tableOptions, progress: progress)
    guard let limit = options.limit else { return data }
    return data.mapped { $0.limited(to: limit) }
  }
}
