import Kernels

extension Tensor {
  /// The sum, broadcast as numpy does.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let (aShape, bShape) = (a.shape, b.shape)
    return .recording(a.combined(.add, b), [a, b]) { gradient, needed in
      [
        needed[0] ? gradient.summed(to: aShape) : nil,
        needed[1] ? gradient.summed(to: bShape) : nil,
      ]
    }
  }

  /// The difference, broadcast as numpy does.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let (aShape, bShape) = (a.shape, b.shape)
    return .recording(a.combined(.subtract, b), [a, b]) { gradient, needed in
      [
        needed[0] ? gradient.summed(to: aShape) : nil,
        needed[1] ? -gradient.summed(to: bShape) : nil,
      ]
    }
  }

  /// The product of elements, broadcast as numpy does.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let (x, y) = (a.detached, b.detached)
    return .recording(a.combined(.multiply, b), [a, b]) { gradient, needed in
      [
        needed[0] ? (gradient * y).summed(to: x.shape) : nil,
        needed[1] ? (gradient * x).summed(to: y.shape) : nil,
      ]
    }
  }

  /// The quotient of elements, broadcast as numpy does.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let value = a.combined(.divide, b)
    let (aShape, divisor) = (a.shape, b.detached)
    return .recording(value, [a, b]) { gradient, needed in
      let quotient = gradient / divisor
      return [
        needed[0] ? quotient.summed(to: aShape) : nil,
        needed[1] ? -(quotient * value).summed(to: divisor.shape) : nil,
      ]
    }
  }

  /// The larger of two elements, broadcast as numpy does; equals share the gradient.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme(a, b, .maximum, share: .maximumShare)
  }

  /// The smaller of two elements, broadcast as numpy does; equals share the gradient.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme(a, b, .minimum, share: .minimumShare)
  }

  private static func extreme(
    _ a: Tensor, _ b: Tensor, _ operation: BinaryOperation, share: BinaryOperation
  ) -> Tensor {
    let (x, y) = (a.detached, b.detached)
    return .recording(x.combined(operation, y), [a, b]) { gradient, needed in
      let first = gradient * x.combined(share, y)
      return [
        needed[0] ? first.summed(to: x.shape) : nil,
        needed[1] ? (gradient - first).summed(to: y.shape) : nil,
      ]
    }
  }

  /// The elements to the powers of another tensor, broadcast as numpy does.
  public func pow(_ exponent: Tensor) -> Tensor {
    let (x, y) = (detached, exponent.detached)
    let value = x.combined(.power, y)
    return .recording(value, [self, exponent]) { gradient, needed in
      [
        needed[0] ? (gradient * y * x.combined(.power, y - 1)).summed(to: x.shape) : nil,
        needed[1] ? (gradient * value * x.log()).summed(to: y.shape) : nil,
      ]
    }
  }
}

extension Tensor {
  /// A constant added to each element.
  public static func + (a: Tensor, b: Float) -> Tensor {
    .recording(a.combined(.add, Tensor(b)), [a]) { gradient, _ in [gradient] }
  }

  /// A constant added to each element.
  public static func + (a: Float, b: Tensor) -> Tensor { b + a }

  /// A constant subtracted from each element.
  public static func - (a: Tensor, b: Float) -> Tensor { a + -b }

  /// Each element subtracted from a constant.
  public static func - (a: Float, b: Tensor) -> Tensor {
    .recording(Tensor(a).combined(.subtract, b), [b]) { gradient, _ in [-gradient] }
  }

  /// Each element times a constant.
  public static func * (a: Tensor, b: Float) -> Tensor {
    .recording(a.combined(.multiply, Tensor(b)), [a]) { gradient, _ in [gradient * b] }
  }

  /// Each element times a constant.
  public static func * (a: Float, b: Tensor) -> Tensor { b * a }

  /// Each element divided by a constant.
  public static func / (a: Tensor, b: Float) -> Tensor {
    .recording(a.combined(.divide, Tensor(b)), [a]) { gradient, _ in [gradient / b] }
  }

  /// A constant divided by each element.
  public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }

  /// Adds a tensor that broadcasts to this shape.
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }

  /// Subtracts a tensor that broadcasts to this shape.
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }

  /// Multiplies by a tensor that broadcasts to this shape.
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }

  /// Divides by a tensor that broadcasts to this shape.
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
}
