import Kernels
import Tensors

/// The class that each row should have, and how much the row counts.
struct Targets: Sendable {
  /// The class of each row; of an ignored one 0, with weight 0.
  let labels: [Int]
  /// The weight of each row's class.
  let weights: [Float]
  /// Whether each row counts: an ignored one does not, one of a class of weight 0 does.
  let isCounted: [Bool]
  /// The weights of all classes.
  let classWeights: [Float]
  /// The labels' shape, that of losses which are not reduced.
  let shape: [Int]

  /// Checks labels against the scores `[…, K]` that they belong to.
  init(
    _ labels: IntTensor, for scores: Tensor, classWeights: Tensor?, ignoreIndex: Int?,
    _ loss: StaticString
  ) {
    guard let classCount = scores.shape.last, Array(scores.shape.dropLast()) == labels.shape else {
      trap("\(loss): scores \(scores.shape) and labels \(labels.shape)")
    }
    let perClass = classWeights?.scalars ?? [Float](repeating: 1, count: classCount)
    guard perClass.count == classCount else {
      trap("\(loss): \(perClass.count) class weights for scores \(scores.shape)")
    }
    let isLabel = 0..<classCount
    var checked = labels.scalars
    var weights = [Float](repeating: 0, count: checked.count)
    var isCounted = [Bool](repeating: false, count: checked.count)
    for (row, label) in labels.scalars.enumerated() {
      if label == ignoreIndex {
        checked[row] = 0
      } else {
        guard isLabel.contains(label) else {
          trap("\(loss): label \(label) is not one of \(classCount) classes")
        }
        weights[row] = perClass[label]
        isCounted[row] = true
      }
    }
    self.labels = checked
    self.weights = weights
    self.isCounted = isCounted
    self.classWeights = perClass
    shape = labels.shape
  }

  /// The sum of the rows' weights.
  var totalWeight: Double { weights.reduce(0) { $0 + Double($1) } }

  /// Reduces the losses of the rows; the mean of no row is 0.
  func reduce(_ losses: Tensor, _ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .none: losses
    case .sum: losses.sum()
    case .mean: totalWeight > 0 ? losses.sum() / Float(totalWeight) : Tensor(0)
    }
  }

  /// What the reduction makes of its output's gradient: one factor for each row.
  func factors(_ gradient: Tensor, _ reduction: LossReduction) -> [Float] {
    switch reduction {
    case .none: return gradient.scalars
    case .sum: return [Float](repeating: gradient.item(), count: labels.count)
    case .mean:
      let total = totalWeight
      let factor = total > 0 ? Float(Double(gradient.item()) / total) : 0
      return [Float](repeating: factor, count: labels.count)
    }
  }
}
