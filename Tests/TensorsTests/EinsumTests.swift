import Support
import Tensors
import Testing

@Suite struct EinsumTests {
  static let extents: [Character: Int] = [
    "b": 2, "h": 3, "i": 4, "j": 5, "k": 6, "n": 2, "q": 4, "d": 3,
  ]

  @Test(
    "equals the sums that the equation says",
    arguments: [
      "ij,jk->ik", "ij,kj->ik", "ji,jk->ik", "bij,bjk->bik", "bij,jk->bik", "nqhd,nkhd->nhqk",
      "nhqk,nkhd->nqhd", "ij->ji", "ij->", "ij->j", "i,j->ij", "i,i->", "ij,ij->ij", "ijk,k->i",
      "ij,jk,kb->ib", "ij,k->ik",
    ])
  func definition(_ equation: String) {
    let sides = equation.split(separator: ">").map { $0.filter { $0 != "-" } }
    let letters = sides[0].split(separator: ",").map(Array.init)
    let output = sides.count > 1 ? Array(sides[1]) : []
    func shape(_ letters: [Character]) -> [Int] { letters.map { Self.extents[$0] ?? 1 } }
    let operands = letters.enumerated().map { filled("x\($0)", shape: shape($1)) }
    let all = Array(Set(letters.joined())).sorted()
    var expected = [Float](repeating: 0, count: shape(output).reduce(1, *))
    for index in 0..<shape(all).reduce(1, *) {
      var (rest, positions) = (index, [Character: Int]())
      for letter in all {
        positions[letter] = rest % shape([letter])[0]
        rest /= shape([letter])[0]
      }
      func offset(_ letters: [Character]) -> Int {
        letters.reduce(0) { $0 * shape([$1])[0] + (positions[$1] ?? 0) }
      }
      expected[offset(output)] += zip(operands, letters).reduce(1) {
        $0 * $1.0.scalars[offset($1.1)]
      }
    }
    func run(_ x: [Tensor]) -> Tensor {
      switch x.count {
      case 1: einsum(equation, x[0])
      case 2: einsum(equation, x[0], x[1])
      default: einsum(equation, x[0], x[1], x[2])
      }
    }
    expectClose(run(operands), Tensor(expected, shape: shape(output)))
    checkGradients(at: operands, tolerance: 5e-3) { run($0) }
  }
}
