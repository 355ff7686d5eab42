import Kernels

extension Tensor {
  /// 1 where an element is less than the other, else 0; broadcast, without gradient.
  public static func < (a: Tensor, b: Tensor) -> Tensor { a.combined(.less, b) }

  /// 1 where an element is at most the other, else 0; broadcast, without gradient.
  public static func <= (a: Tensor, b: Tensor) -> Tensor { a.combined(.lessOrEqual, b) }

  /// 1 where an element is greater than the other, else 0; broadcast, without gradient.
  public static func > (a: Tensor, b: Tensor) -> Tensor { a.combined(.greater, b) }

  /// 1 where an element is at least the other, else 0; broadcast, without gradient.
  public static func >= (a: Tensor, b: Tensor) -> Tensor { a.combined(.greaterOrEqual, b) }

  /// 1 where elements are equal, else 0; broadcast, without gradient.
  public static func == (a: Tensor, b: Tensor) -> Tensor { a.combined(.equal, b) }

  /// 1 where elements differ, else 0; broadcast, without gradient.
  public static func != (a: Tensor, b: Tensor) -> Tensor { a.combined(.unequal, b) }

  /// 1 where an element is less than the constant, else 0.
  public static func < (a: Tensor, b: Float) -> Tensor { a < Tensor(b) }

  /// 1 where an element is at most the constant, else 0.
  public static func <= (a: Tensor, b: Float) -> Tensor { a <= Tensor(b) }

  /// 1 where an element is greater than the constant, else 0.
  public static func > (a: Tensor, b: Float) -> Tensor { a > Tensor(b) }

  /// 1 where an element is at least the constant, else 0.
  public static func >= (a: Tensor, b: Float) -> Tensor { a >= Tensor(b) }

  /// 1 where an element equals the constant, else 0.
  public static func == (a: Tensor, b: Float) -> Tensor { a == Tensor(b) }

  /// 1 where an element differs from the constant, else 0.
  public static func != (a: Tensor, b: Float) -> Tensor { a != Tensor(b) }

  /// Elements of `a` where the condition is not 0, else of `b`; all broadcast.
  ///
  /// - Parameters:
  ///   - condition: The result of a comparison; no gradient flows to it.
  ///   - a: What is taken where the condition holds.
  ///   - b: What is taken elsewhere.
  /// - Returns: The chosen elements, in the shape that all three broadcast to.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    guard let pair = Broadcast(a.shape, b.shape),
      let shape = Broadcast(condition.shape, pair.shape)?.shape
    else {
      trap("where: the shapes \(condition.shape), \(a.shape) and \(b.shape) do not broadcast")
    }
    let condition = condition.detached.broadcasted(to: shape)
    let (aShape, bShape) = (a.shape, b.shape)
    return .recording(condition.selecting(a, b), [a, b]) { gradient, needed in
      let zero = Tensor(0)
      return [
        needed[0] ? condition.selecting(gradient, zero).summed(to: aShape) : nil,
        needed[1] ? condition.selecting(zero, gradient).summed(to: bShape) : nil,
      ]
    }
  }

  /// `where` of this full condition; single elements are repeated, others broadcast first.
  private func selecting(_ a: Tensor, _ b: Tensor) -> Tensor {
    let a = a.count == 1 ? a.detached : a.detached.broadcasted(to: shape)
    let b = b.count == 1 ? b.detached : b.detached.broadcasted(to: shape)
    return withUnsafeBufferPointer { condition in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          Tensor(shape: shape) { select(condition, a, b, into: $0) }
        }
      }
    }
  }
}
