import Support
import Tensors
import Testing

/// A wrong program ends with a message that shows both shapes.
@Suite struct TrapTests {
  /// The end of what a process wrote before it died.
  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("shapes that do not broadcast are named")
  func broadcast() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([4]) }
    #expect(message(result).contains("the shapes [2, 3] and [4] do not broadcast"))
  }

  @Test("a reshape that does not fit names both shapes")
  func reshape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).reshaped([4, -1]) }
    #expect(message(result).contains("[2, 3] does not fill [4, -1]"))
  }

  @Test("an index, a range and an axis out of bounds are named")
  func bounds() async {
    let index = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).gathered(IntTensor([2]), axis: 0) }
    #expect(message(index).contains("index 2 is not within axis 0 of [2, 3]"))
    let range = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).sliced(axis: -1, range: 1..<4) }
    #expect(message(range).contains("is not within axis 1 of [2, 3]"))
    let axis = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).sum(axes: [2]) }
    #expect(message(axis).contains("[2, 3] has no axis 2"))
  }

  @Test("tensors that do not join are named")
  func join() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = concatenate([.zeros([2, 3]), .zeros([2, 4])], axis: 0) }
    #expect(message(result).contains("concatenate: [2, 3] and [2, 4] along axis 0"))
  }
}
