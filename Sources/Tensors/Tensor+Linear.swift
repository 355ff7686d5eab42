import Kernels

/// Up to so many rows the weights are read in place: the memory sets the pace.
private let rowsInPlace = 16

extension Tensor {
  /// A linear layer, `activation(self · weightᵀ + bias)`.
  ///
  /// - Input: `[…, in]`.
  /// - Output: `[…, out]`.
  ///
  /// - Parameters:
  ///   - weight: `[out, in]`, as published.
  ///   - bias: `[out]`.
  ///   - activation: What is applied last.
  ///   - prepared: The same weights, prepared; spares the packing when rows are many.
  /// - Returns: The outputs.
  public func linear(
    weight: Tensor, bias: Tensor? = nil, activation: Activation = .none,
    prepared: PreparedLinear? = nil
  ) -> Tensor {
    guard let inputs = shape.last, weight.rank == 2, weight.shape[1] == inputs else {
      trap("linear: [N, in] · [out, in] expected, not \(shape) · \(weight.shape)")
    }
    let outputs = weight.shape[0]
    if let bias, bias.shape != [outputs] {
      trap("linear: bias \(bias.shape) does not fit the weight \(weight.shape)")
    }
    if let prepared, prepared.weightShape != weight.shape {
      trap("linear: prepared for \(prepared.weightShape), given \(weight.shape)")
    }
    let rows = shape.dropLast().reduce(1, *)
    let output = linearOutput(
      rows: rows, weight: weight, bias: bias, activation: activation, prepared: prepared)
    let arguments = [self, weight] + [bias].compactMap { $0 }
    guard arguments.contains(where: \.isTracked) else { return output }
    let x = weight.isTracked ? detached : nil
    let matrix = isTracked ? weight.detached : nil
    let (inputShape, weightShape, hasBias) = (shape, weight.shape, bias != nil)
    let kept = activation == .none ? nil : output
    return .recording(output, arguments) { gradient, needed in
      let gradient = kept.map { activation.gradient(gradient, output: $0) } ?? gradient
      let flat = gradient.withShape([rows, outputs])
      var results = [
        // [rows, out] · [out, in]
        matrix.map { flat.multiplied(by: $0).withShape(inputShape) },
        // [out, rows] · [rows, in]
        x.map {
          flat.multiplied(by: $0.withShape([rows, inputs]), transposeA: true)
            .withShape(weightShape)
        },
      ]
      if hasBias { results.append(needed[2] ? gradient.columnSums() : nil) }
      return results
    }
  }

  private func linearOutput(
    rows: Int, weight: Tensor, bias: Tensor?, activation: Activation, prepared: PreparedLinear?
  ) -> Tensor {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    return Tensor(shape: shape.dropLast() + [outputs]) { output in
      let y = output.baseAddressOrTrap
      bias.withPointer { bias in
        let epilogue = Epilogue(bias: bias, activation: activation.forKernels)
        withPointer { x in
          if rows <= rowsInPlace {
            weight.withPointer { w in
              rowDots(
                x, rows: rows, with: w, outputs: outputs, inputs: inputs, into: y,
                epilogue: epilogue)
            }
          } else {
            (prepared?.panels ?? weight.packedTransposed()).withPointer { panels in
              multiply(
                LeftMatrix(x, stride: inputs), rows: rows,
                by: PackedMatrix(panels: panels, rows: inputs, columns: outputs), into: y,
                stride: outputs, epilogue: epilogue)
            }
          }
        }
      }
    }
  }

  /// The product of two matrices, off the tape.
  func multiplied(by b: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
    let (rows, depth) = transposeA ? (shape[1], shape[0]) : (shape[0], shape[1])
    let columns = transposeB ? b.shape[0] : b.shape[1]
    return Tensor(shape: [rows, columns]) { result in
      withPointer { left in
        b.withPointer { right in
          multiplyInParallel(
            StoredMatrix(left, stride: shape[1], isTransposed: transposeA),
            StoredMatrix(right, stride: b.shape[1], isTransposed: transposeB), rows: rows,
            columns: columns, depth: depth, into: result.baseAddressOrTrap, stride: columns)
        }
      }
    }
  }
}
