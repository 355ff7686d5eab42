import Files
import Kernels
import Layers
import Tensors

/// The conversion between published parameters, channels-first, and ours.
///
/// All layouts but the plain one are of one kind: published `[A, B, K]` is our `[K, B, A]`, where
/// `K` are the pixels of the kernel.
enum LayoutConversion {
  /// How many values are moved together: a cache line's.
  private static let block = 16

  /// The extents of a published shape.
  private struct Extents {
    let a: Int
    let b: Int
    let k: Int

    init(ours: [Int]) {
      a = ours[ours.count - 1]
      b = ours[ours.count - 2]
      k = ours.dropLast(2).reduce(1, *)
    }
  }

  /// A stored tensor in our layout: a view of the file where the two are the same.
  static func tensor(
    _ stored: StoredTensor, shape: [Int], layout: ParameterLayout
  ) -> Tensor {
    guard layout.publishedAxes != nil else { return stored.tensor() }
    let extents = Extents(ours: shape)
    if stored.isPlainFloat {
      defer { stored.file.release(stored.range) }
      let source = UnsafeRawBufferPointer(rebasing: stored.file.bytes[stored.range])
      return Tensor(shape: shape) { fromPublished(source, $0, extents) }
    }
    let floats = stored.floats()
    return Tensor(shape: shape) { target in
      floats.withUnsafeBytes { fromPublished($0, target, extents) }
    }
  }

  /// A parameter's elements in the published order.
  static func published(_ tensor: Tensor, layout: ParameterLayout) -> Tensor {
    guard layout.publishedAxes != nil else { return tensor }
    let extents = Extents(ours: tensor.shape)
    return Tensor(shape: layout.publishedShape(tensor.shape)) { target in
      tensor.withUnsafeBufferPointer { toPublished($0, target, extents) }
    }
  }

  /// `ours[k, b, a] = published[a, b, k]`, for any alignment of the published bytes.
  private static func fromPublished(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>,
    _ extents: Extents
  ) {
    guard let source = source.baseAddress, let target = target.baseAddress else { return }
    let (countA, countB, countK) = (extents.a, extents.b, extents.k)
    parallel(over: countB) { range in
      for first in stride(from: 0, to: countA, by: block) {
        let width = min(block, countA - first)
        for b in range {
          for k in 0..<countK {
            let row = target + (k * countB + b) * countA + first
            var offset = ((first * countB + b) * countK + k) * 4
            for a in 0..<width {
              row[a] = source.loadUnaligned(fromByteOffset: offset, as: Float.self)
              offset += countB * countK * 4
            }
          }
        }
      }
    }
  }

  /// `published[a, b, k] = ours[k, b, a]`.
  private static func toPublished(
    _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>,
    _ extents: Extents
  ) {
    guard let source = source.baseAddress, let target = target.baseAddress else { return }
    let (countA, countB, countK) = (extents.a, extents.b, extents.k)
    parallel(over: countB) { range in
      for first in stride(from: 0, to: countA, by: block) {
        let width = min(block, countA - first)
        for b in range {
          for k in 0..<countK {
            let row = source + (k * countB + b) * countA + first
            var offset = (first * countB + b) * countK + k
            for a in 0..<width {
              target[offset] = row[a]
              offset += countB * countK
            }
          }
        }
      }
    }
  }
}
