import CKernels

/// A matrix `[rows, columns]` in panels of 32 columns, `[⌈columns / 32⌉, rows, 32]`: the constant
/// operand of a product, read in the order in which the kernel needs it.
public struct PackedMatrix {
  /// The width of a panel.
  public static let panelWidth = Int(ZOO_PANEL)

  /// The first panel.
  public let panels: UnsafePointer<Float>
  /// The rows of the matrix: the terms of each sum.
  public let rows: Int
  /// The columns of the matrix: those of the product.
  public let columns: Int

  /// Creates a view of panels that `pack` wrote.
  public init(panels: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.panels = panels
    self.rows = rows
    self.columns = columns
  }

  /// The number of floats that the panels of a matrix take.
  public static func packedCount(rows: Int, columns: Int) -> Int {
    (columns + panelWidth - 1) / panelWidth * panelWidth * rows
  }

  /// Packs a matrix whose element `(i, j)` is `matrix[i · rowStride + j · columnStride]`.
  ///
  /// - Parameters:
  ///   - matrix: The elements.
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - rowStride: The distance of neighbours in a column.
  ///   - columnStride: The distance of neighbours in a row.
  ///   - panels: Room for `packedCount(rows:columns:)` floats.
  /// - Returns: A view of the panels.
  @discardableResult
  public static func pack(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, rowStride: Int, columnStride: Int,
    into panels: UnsafeMutablePointer<Float>
  ) -> PackedMatrix {
    let kernels = zoo_gemm().pointee
    let panelCount = (columns + panelWidth - 1) / panelWidth
    parallel(over: panelCount, minimumPerThread: max(1, 4096 / (rows + 1))) { range in
      let first = range.lowerBound * panelWidth
      kernels.pack(
        rows, min(range.upperBound * panelWidth, columns) - first, matrix + first * columnStride,
        rowStride, columnStride, panels + first * rows, panelWidth * rows)
    }
    return PackedMatrix(panels: panels, rows: rows, columns: columns)
  }
}
