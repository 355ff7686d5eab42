import Support
import Tensors
import Testing

@Suite struct LargestTests {
  @Test("argmax finds the first of the largest along any axis")
  func argmax() {
    let x = Tensor([1, 5, 5, 7, 2, 7], shape: [2, 3])
    #expect(x.argmax() == IntTensor([1, 0]))
    #expect(x.argmax(axis: 0) == IntTensor([1, 0, 1]))
    #expect(Tensor([3], shape: [1, 1]).argmax(axis: 0).shape == [1])
    #expect(Tensor([1, .nan, 9], shape: [3]).argmax() == IntTensor([1], shape: []))
  }

  @Test("the k largest come in order, equals by place")
  func topK() {
    let x = Tensor([1, 5, 5, 7, 2, 7, 0, 9], shape: [2, 4])
    let (values, indices) = x.topK(3)
    #expect(values.scalars == [7, 5, 5, 9, 7, 2])
    #expect(indices == IntTensor([3, 1, 2, 3, 1, 0], shape: [2, 3]))
    let (columns, rows) = x.topK(1, axis: 0)
    #expect(columns.scalars == [2, 7, 5, 9])
    #expect(rows == IntTensor([1, 1, 0, 1], shape: [1, 4]))
    #expect(x.topK(0).values.shape == [2, 0])
    let many = filled("x", shape: [3, 500])
    let sorted = many[1].scalars.sorted(by: >)
    #expect(many.topK(37).values[1].scalars == Array(sorted.prefix(37)))
    checkGradients(at: [filled("x", shape: [3, 6])], step: 1e-3) { $0[0].topK(2).values }
    checkGradients(at: [filled("x", shape: [5, 2])], step: 1e-3) { $0[0].topK(2, axis: 0).values }
  }

  @Test("a tensor prints its shape and the ends of long axes")
  func description() {
    #expect(
      "\(Tensor([1, 2.5, -3, 0.123456], shape: [2, 2]))"
        == "Tensor [2, 2]\n[[1.0, 2.5],\n [-3.0, 0.1235]]")
    #expect(
      "\(Tensor((0..<10).map(Float.init), shape: [10]))"
        == "Tensor [10]\n[0.0, 1.0, 2.0, …, 7.0, 8.0, 9.0]")
    #expect("\(Tensor(2))" == "Tensor []\n2.0")
    #expect("\(Tensor.zeros([0, 2]))" == "Tensor [0, 2]\n[]")
  }
}
