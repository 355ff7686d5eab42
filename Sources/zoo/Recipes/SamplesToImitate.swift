import Datasets
import Files
import Training

/// Pictures that a generator learns to imitate: of registered data by default the first 200 of each
/// class, as in the recipe for digits; of a folder all that do not test.
struct SamplesToImitate: TrainingSamples {
  /// The pictures to train with.
  let pictures: GreyImages
  let name: String
  let notices: [String]

  /// The pictures of each class that are used of registered data if the user does not say.
  static let countOfEach = 200

  var classNames: [String] { pictures.classNames }
  var fingerprint: String { pictures.fingerprint }
  var classCounts: (training: [Int], validation: [Int]) {
    (pictures.classCounts, classNames.map { _ in 0 })
  }
  var strays: [SkippedSample] { pictures.strays }

  static func resolve(
    _ name: String, _ options: DataOptions, _ registry: DatasetOptions,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) async throws -> SamplesToImitate {
    let data = try await GreyData.resolve(name, options, registry, progress: progress)
    let isRegistered = DatasetRegistry.all.contains { $0.name == name }
    let pictures =
      isRegistered && options.limit == nil
      ? data.training.limited(toEach: countOfEach) : data.training
    guard pictures.count > 0 else {
      throw Failure(.badData, "\(data.name): no picture to train with")
    }
    var notices = data.notices
    if pictures.count < data.training.count {
      notices.append(
        "trained on the first \(countOfEach) pictures of each class, as in the recipe — --limit "
          + "takes another number, --limit 100000 uses all")
    } else if !isRegistered {
      notices.append(
        "trained on \(Figures.count(pictures.count, "picture")); \(data.test.count) others are left "
          + "to measure with")
    }
    return SamplesToImitate(pictures: pictures, name: data.name, notices: notices)
  }
}
