import Support
import Tensors
import Testing

@Suite struct RandomTests {
  @Test("equal seeds give equal sequences, other seeds others")
  func seeds() {
    var a = Random(seed: 7)
    var b = Random(seed: 7)
    var c = Random(seed: 8)
    let first = (0..<8).map { _ in a.next() }
    #expect(first == (0..<8).map { _ in b.next() })
    #expect(first != (0..<8).map { _ in c.next() })
  }

  @Test("normal numbers have mean 0 and deviation 1")
  func normal() {
    let values = withSeed(3) { Tensor.randomNormal([20_000]).scalars.map(Double.init) }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.04)
    #expect(values.contains { $0 > 3 })
  }

  @Test("the filler begins as documented")
  func filler() {
    #expect(fillerBits("features.0.weight", at: 0) == 0xFF64_6E61_CCEF_F2AF)
    #expect(
      filled("input.x", shape: [3]).scalars == [
        0.8049380779266357, -0.9742125272750854, 0.438159704208374,
      ])
  }
}
