import Datasets
import Synchronization
import Testing

@Suite struct DataLoaderTests {
  private func batches(
    _ loader: DataLoader<Numbers>, epoch: Int = 1, from first: Int = 0
  ) async throws -> [[Number]] {
    var result: [[Number]] = []
    for try await batch in loader.epoch(epoch, from: first) { result.append(batch) }
    return result
  }

  @Test("the last batch is kept or dropped", arguments: [(10, 4), (12, 4), (3, 4), (0, 4)])
  func lastBatch(count: Int, size: Int) async throws {
    let kept = DataLoader(Numbers(count: count), batchSize: size)
    let keptBatches = try await batches(kept)
    #expect(keptBatches.count == kept.batchCount)
    #expect(keptBatches.flatMap { $0.map(\.index) } == Array(0..<count))
    let dropped = DataLoader(Numbers(count: count), batchSize: size, dropLast: true)
    let droppedBatches = try await batches(dropped)
    #expect(droppedBatches.count == count / size)
    #expect(droppedBatches.allSatisfy { $0.count == size })
  }

  @Test("the number of workers and of batches ahead changes nothing")
  func workers() async throws {
    var results: [[[Number]]] = []
    for (workers, prefetch) in [(1, 1), (2, 3), (7, 2)] {
      let loader = DataLoader(
        Numbers(count: 50, broken: [3, 20]), batchSize: 8, shuffle: true, seed: 9,
        workers: workers, prefetch: prefetch, report: { _ in })
      results.append(try await batches(loader, epoch: 4))
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test("each epoch has its own order and noise, which the seed decides")
  func epochs() async throws {
    let loader = DataLoader(Numbers(count: 40), batchSize: 40, shuffle: true, seed: 1)
    let first = try await batches(loader, epoch: 1)[0]
    let second = try await batches(loader, epoch: 2)[0]
    let again = try await batches(loader, epoch: 1)[0]
    #expect(first == again)
    #expect(first.map(\.index) != second.map(\.index))
    #expect(Set(first.map(\.index)) == Set(0..<40))
    #expect(Set(first.map(\.noise)).isDisjoint(with: second.map(\.noise)))
    let other = DataLoader(Numbers(count: 40), batchSize: 40, shuffle: true, seed: 2)
    #expect(other.order(ofEpoch: 1) != loader.order(ofEpoch: 1))
  }

  @Test("an epoch resumed in its middle goes on with the same batches")
  func resumed() async throws {
    let loader = DataLoader(Numbers(count: 30), batchSize: 4, shuffle: true, seed: 1)
    let whole = try await batches(loader)
    let rest = try await batches(loader, from: 3)
    #expect(Array(whole.dropFirst(3)) == rest)
  }

  @Test("a broken sample is reported once by its name, left out and counted")
  func broken() async throws {
    let reports = Mutex<[String]>([])
    let loader = DataLoader(
      Numbers(count: 10, broken: [2, 7]), batchSize: 5,
      report: { skipped in reports.withLock { $0.append(skipped.description) } })
    for epoch in 1...3 {
      #expect(try await batches(loader, epoch: epoch).map(\.count) == [4, 4])
    }
    #expect(
      reports.withLock { $0.sorted() } == [
        "number 2: cannot be read", "number 7: cannot be read",
      ])
    #expect(loader.skippedSamples.map(\.name) == ["number 2", "number 7"])
  }

  @Test("data of which nothing can be read are an error that names the first")
  func allBroken() async throws {
    let loader = DataLoader(
      Numbers(count: 3, broken: [0, 1, 2]), batchSize: 2, report: { _ in })
    await #expect {
      _ = try await batches(loader)
    } throws: {
      "\($0)" == "none of the 3 samples can be read, first number 0: cannot be read"
    }
  }

  @Test("an epoch given up early ends")
  func givenUp() async throws {
    let loader = DataLoader(Numbers(count: 1000), batchSize: 2)
    for try await batch in loader.epoch(1) where batch[0].index > 4 { break }
  }
}
