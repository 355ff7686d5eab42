import Support
import Tensors
import Testing

@Suite struct ShapeTests {
  @Test(
    "any permutation of axes equals the plain one",
    arguments: [
      ([2, 3], [1, 0]), ([37, 70], [1, 0]), ([2, 9, 11, 5], [0, 3, 1, 2]),
      ([2, 9, 11, 5], [0, 2, 3, 1]), ([3, 17, 2, 19], [0, 2, 1, 3]), ([4, 5, 6], [2, 1, 0]),
      ([1, 16, 1, 24], [3, 1, 2, 0]), ([0, 3], [1, 0]), ([5], [0]), ([2, 3, 4, 5], [3, 0, 2, 1]),
    ])
  func transposed(shape: [Int], axes: [Int]) {
    let x = filled("x", shape: shape)
    let y = x.transposed(axes)
    #expect(y.shape == axes.map { shape[$0] })
    #expect(y.scalars == permuted(x, axes).scalars)
  }

  @Test("a gradient passes the moves of elements back")
  func gradients() {
    let x = filled("x", shape: [2, 3, 4])
    let y = filled("y", shape: [2, 1, 4])
    checkGradients(at: [x]) { $0[0].transposed([2, 0, 1]) }
    checkGradients(at: [x]) { $0[0].transposed().reshaped([4, -1]) }
    checkGradients(at: [x]) { $0[0].sliced(axis: 1, range: 1..<3) }
    checkGradients(at: [x]) { $0[0][1][0..<2] }
    checkGradients(at: [x]) { $0[0].padded([(1, 0), (0, 2), (1, 1)], value: 3) }
    checkGradients(at: [x, y]) { concatenate([$0[0], $0[1], $0[0]], axis: 1) }
    checkGradients(at: [x]) { stacked([$0[0], $0[0] * 2], axis: -1) }
    checkGradients(at: [x]) { $0[0].split([1, 2], axis: 1)[1] }
    checkGradients(at: [x]) { $0[0].flattenedChannelsFirst() }
    checkGradients(at: [x]) { $0[0].expanded(axis: 1).squeezed(axis: 1) }
    let ids = IntTensor([2, 0, 2, 2], shape: [2, 2])
    checkGradients(at: [x]) { $0[0].gathered(ids, axis: 1) }
    checkGradients(at: [x]) { $0[0].gathered(IntTensor([1, 1, 0]), axis: 0) }
  }

  @Test("slices, borders and joins move the right elements")
  func values() {
    let x = Tensor((0..<12).map(Float.init), shape: [2, 3, 2])
    #expect(x.sliced(axis: 1, range: 1..<3).scalars == [2, 3, 4, 5, 8, 9, 10, 11])
    #expect(x[1].shape == [3, 2])
    #expect(x[1].scalars == [6, 7, 8, 9, 10, 11])
    #expect(x.sliced(axis: 2, range: 0..<0).shape == [2, 3, 0])
    #expect(
      x.sliced(axis: 0, range: 0..<1).padded([(0, 0), (0, 0), (1, 0)], value: 7).scalars
        == [7, 0, 1, 7, 2, 3, 7, 4, 5])
    #expect(
      concatenate([x[0], x[1]], axis: 1).scalars == [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11])
    #expect(stacked([x[0], x[1]]).scalars == x.scalars)
    #expect(x.flattenedChannelsFirst().scalars == [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11])
    #expect(x.gathered(IntTensor([1, 0, 1]), axis: 2)[0].scalars == [1, 0, 1, 3, 2, 3, 5, 4, 5])
    #expect(IntTensor([1, 0]).oneHot(classCount: 3).scalars == [0, 1, 0, 1, 0, 0])
    #expect(x.split([1, 1], axis: 0)[1].scalars == x[1].scalars)
  }
}
