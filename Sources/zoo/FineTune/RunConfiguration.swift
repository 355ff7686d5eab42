import Datasets

/// Every setting of a run: what `config.json` holds and `--config` reads.
struct RunConfiguration<Recipe: TrainingRecipe>: Codable {
  /// The version of the program.
  var version = Zoo.version
  /// The name of the model.
  var model: String
  /// The registered name or folder of the data.
  var data: String
  /// Where a registered data set is.
  var dataRoot: String?
  /// Whether the drawn sample was asked for.
  var sample: Bool
  /// The most pictures of each part.
  var limit: Int?
  /// The digits that are used; nil for all, and of other data.
  var digits: DigitList?
  /// What becomes of boxes that cannot be; nil for the default, and where there are no boxes.
  var badBoxes: BadBoxPolicy?
  /// The lists to train and to validate with; nil for the usual ones, and where there are none.
  var imageSets: ImageSets?
  /// Whether broken annotations are left out; nil if not.
  var skipBroken: Bool?
  /// The column of the texts of a table; nil for the usual ones, and where there are none.
  var textColumn: String?
  /// The column of the classes of a table; nil for the usual ones, and where there are none.
  var labelColumn: String?
  /// The weights asked for; nil for the best of the model.
  var weights: String?
  /// What the network began with: a registered name, a file, or `none`.
  var initialWeights: String?
  /// What the results call the data.
  var dataName: String?
  /// The hash of the data.
  var dataFingerprint: String?
  /// The classes.
  var classes: [String]?
  /// The network.
  var network: Recipe.NetworkConfiguration?
  /// The factor of the channel counts of a network from random weights.
  var width: Double
  /// How it is trained.
  var options: Recipe.Options
}
