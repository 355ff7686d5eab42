import ArgumentParser

/// Which models a verb takes.
protocol ModelScope {
  /// Their task; nil for all.
  static var task: Model.Task? { get }
}

/// Models of every task.
enum EveryModel: ModelScope {
  static var task: Model.Task? { nil }
}

/// Models that say what a picture shows.
enum Classifiers: ModelScope {
  static var task: Model.Task? { .classification }
}

/// Models that find objects.
enum Detectors: ModelScope {
  static var task: Model.Task? { .detection }
}

/// Models that make pictures.
enum Generators: ModelScope {
  static var task: Model.Task? { .generation }
}

/// Models that tell what is not normal.
enum AnomalyDetectors: ModelScope {
  static var task: Model.Task? { .anomalies }
}

/// Models that say of which class a text is.
enum TextClassifiers: ModelScope {
  static var task: Model.Task? { .texts }
}

/// The argument that names a model.
struct ModelArgument<Scope: ModelScope>: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A model: \(Self.names.joined(separator: ", ")).", valueName: "model"),
    completion: .list(Self.names))
  var name: String

  private static var names: [String] { Scope.task.map(Model.names(of:)) ?? Model.names }

  /// The model.
  var model: Model {
    get throws(Failure) {
      let model = try Model(named: name)
      if let task = Scope.task, model.task != task {
        throw Failure(
          .usage,
          "\(model.rawValue) is for \(model.task.rawValue) — use 'zoo \(model.task.verb) "
            + "\(model.rawValue)'; for \(task.rawValue) there are: "
            + Self.names.joined(separator: ", "))
      }
      return model
    }
  }

  func validate() throws {
    _ = try model
  }
}
