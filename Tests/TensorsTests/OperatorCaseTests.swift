import Support
import Tensors
import Testing

@Suite struct OperatorCaseTests {
  @Test("the reference figures are found: 70 cases, each with an output")
  func complete() {
    #expect(OperatorCase.all.count == 70)
    #expect(OperatorCase.all.allSatisfy { $0.output != nil })
  }

  @Test("a permutation to channels last moves the elements")
  func layout() {
    let x = Tensor((0..<6).map(Float.init), shape: [1, 2, 3, 1])
    #expect(PublishedLayout.channelsFirst.ours(x).scalars == [0, 3, 1, 4, 2, 5])
  }
}
