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
      var results = [
        matrix.map {
          gradient.inputGradient(rows: rows, weight: $0).withShape(inputShape)
        },
        x.map { gradient.weightGradient(rows: rows, x: $0, shape: weightShape) },
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

  /// The gradient of the inputs, `[rows, in]`, from that of the outputs: `self · weight`.
  private func inputGradient(rows: Int, weight: Tensor) -> Tensor {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    return Tensor(shape: [rows, inputs]) { result in
      withPointer { gradient in
        weight.withPointer { weight in
          let result = result.baseAddressOrTrap
          guard rows > rowsInPlace else {
            return rowSpread(
              gradient, rows: rows, with: weight, outputs: outputs, inputs: inputs, into: result)
          }
          packedProduct(
            LeftMatrix(gradient, stride: outputs), rows: rows, by: weight, depth: outputs,
            columns: inputs, into: result)
        }
      }
    }
  }

  /// The gradient of the weights, `[out, in]`, from that of the outputs: `selfᵀ · x`.
  private func weightGradient(rows: Int, x: Tensor, shape weightShape: [Int]) -> Tensor {
    let (outputs, inputs) = (weightShape[0], weightShape[1])
    return Tensor(shape: weightShape) { result in
      withPointer { gradient in
        x.withPointer { x in
          packedProduct(
            LeftMatrix(gradient, stride: outputs, isTransposed: true), rows: outputs, by: x,
            depth: rows, columns: inputs, into: result.baseAddressOrTrap)
        }
      }
    }
  }
}

/// Packs `[depth, columns]` and multiplies by it.
private func packedProduct(
  _ left: LeftMatrix, rows: Int, by right: UnsafePointer<Float>, depth: Int, columns: Int,
  into result: UnsafeMutablePointer<Float>
) {
  withScratch(PackedMatrix.packedCount(rows: depth, columns: columns)) { panels in
    let packed = PackedMatrix.pack(
      right, rows: depth, columns: columns, rowStride: columns, columnStride: 1, into: panels)
    multiply(left, rows: rows, by: packed, into: result, stride: columns)
  }
}
