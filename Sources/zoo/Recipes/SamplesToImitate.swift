import Datasets
import Files
import Training

/// Pictures that a generator learns to imitate: by default the first 200 of each class, as in the
/// recipe for digits.
struct SamplesToImitate: TrainingSamples {
  /// The pictures to train with.
  let pictures: GreyImages
  let name: String
  let notices: [String]

  /// The pictures of each class that are used if the user does not say.
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
    let digits = options.digits.map { ", \($0)" } ?? ""
    guard options.limit == nil else {
      return SamplesToImitate(
        pictures: data.training, name: data.name + digits, notices: data.notices)
    }
    let pictures = data.training.limited(toEach: countOfEach)
    let notice =
      "trained on the first \(countOfEach) pictures of each class, as in the recipe — others with "
      + "--limit"
    return SamplesToImitate(
      pictures: pictures, name: data.name + digits,
      notices: data.notices + (pictures.count < data.training.count ? [notice] : []))
  }
}
