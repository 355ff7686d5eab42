/// How the axes of a parameter stand to those of published checkpoints, which are channels-first.
public enum ParameterLayout: Sendable {
  /// As published: linear layers `[out, in]`, biases, norms, embeddings.
  case plain
  /// Ours `[kH, kW, in, out]`, published `[out, in, kH, kW]`.
  case convolution2d
  /// Ours `[kD, kH, kW, in, out]`, published `[out, in, kD, kH, kW]`.
  case convolution3d
  /// Ours `[kH, kW, out, in]`, published `[in, out, kH, kW]`.
  case transposedConvolution2d

  /// For each published axis, the axis of ours that it is; nil if they are the same.
  public var publishedAxes: [Int]? {
    switch self {
    case .plain: nil
    case .convolution2d, .transposedConvolution2d: [3, 2, 0, 1]
    case .convolution3d: [4, 3, 0, 1, 2]
    }
  }

  /// The shape under which a parameter of our shape is published.
  public func publishedShape(_ shape: [Int]) -> [Int] {
    publishedAxes.map { $0.map { shape[$0] } } ?? shape
  }
}
