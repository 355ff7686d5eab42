import Foundation
import FoundationNetworking
import Synchronization

/// One request for a file, or for what is missing of it.
final class Transfer: NSObject, Sendable {
  /// How a request ended.
  enum Outcome {
    /// All the bytes that the server promised are here.
    case complete
    /// It may go better the next time.
    case interrupted(String, retryAfter: Duration? = nil)
    /// The server will not give the file.
    case refused(String)
    /// The part cannot be stored.
    case failed(FileError)
  }

  private struct State {
    var outcome: Outcome?
    var redirectCount = 0
    var hasAnswer = false
    /// The size of the whole file, when the server says.
    var total: Int?
    /// The bytes that have come with this answer.
    var receivedCount = 0
    var continuation: CheckedContinuation<Outcome, Never>?
  }

  private let address: URL
  private let part: PartialFile
  private let connectTimeout: Duration
  private let stallTimeout: Duration
  private let limit: Int?
  private let progress: @Sendable (Download.Progress) -> Void
  private let state = Mutex(State())
  private static let redirectLimit = 5
  /// The bytes a second below which a connection counts as stalled.
  private static let slowestRate = 1024.0

  init(
    address: URL, part: PartialFile, connectTimeout: Duration, stallTimeout: Duration, limit: Int?,
    progress: @escaping @Sendable (Download.Progress) -> Void
  ) {
    self.address = address
    self.part = part
    self.connectTimeout = connectTimeout
    self.stallTimeout = stallTimeout
    self.limit = limit
    self.progress = progress
  }

  /// Sends the request and stores what comes back.
  func run() async -> Outcome {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = stallTimeout / .seconds(1)
    configuration.urlCache = nil
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    var request = URLRequest(url: address)
    // A packed transfer would make ranges meaningless.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    let count = part.count
    if count > 0, let validator = part.validator {
      request.setValue("bytes=\(count)-", forHTTPHeaderField: "Range")
      request.setValue(validator, forHTTPHeaderField: "If-Range")
    }
    let task = session.dataTask(with: request)
    let watch = Task {
      try await Task.sleep(for: connectTimeout)
      guard !state.withLock(\.hasAnswer) else { return }
      end(task, .refused("no answer within \(connectTimeout)"))
    }
    let pace = Task { try await endIfStalled(task) }
    defer {
      watch.cancel()
      pace.cancel()
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { $0.continuation = continuation }
        task.resume()
      }
    } onCancel: {
      end(task, .refused("interrupted"))
    }
  }

  /// Ends an answer of which too little comes: one that creeps would never time out.
  private func endIfStalled(_ task: URLSessionTask) async throws {
    let least = Int(stallTimeout / .seconds(1) * Self.slowestRate)
    var before = 0
    while true {
      try await Task.sleep(for: stallTimeout)
      let (hasAnswer, count) = state.withLock { ($0.hasAnswer, $0.receivedCount) }
      guard !hasAnswer || count - before >= least else {
        return end(task, .interrupted("fewer than \(least) bytes came within \(stallTimeout)"))
      }
      before = count
    }
  }

  /// Ends the request early, with a reason.
  private func end(_ task: URLSessionTask, _ outcome: Outcome) {
    note(outcome)
    task.cancel()
  }

  /// Remembers the first reason to end.
  private func note(_ outcome: Outcome) {
    state.withLock { $0.outcome = $0.outcome ?? outcome }
  }

  /// What the server's first line means for the part; nil to go on.
  private func judge(_ response: HTTPURLResponse) -> Outcome? {
    let code = response.statusCode
    switch code {
    case 206 where rangeStart(of: response) == part.count && isSameVersion(response):
      expect(response, after: part.count)
      return nil
    case 200:
      do {
        try part.restart(validator: validator(of: response))
      } catch {
        return .failed(error)
      }
      expect(response, after: 0)
      return nil
    case 206, 416:
      // The file on the server is not the one begun.
      do {
        try part.restart(validator: nil)
      } catch {
        return .failed(error)
      }
      return .interrupted("the server has another range of the file")
    case 408, 429, 500, 502, 503, 504:
      let seconds = response.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) }
      return .interrupted("the server answers \(code)", retryAfter: seconds.map { .seconds($0) })
    default:
      return .refused("the server answers \(code)")
    }
  }

  /// Whether nothing says that an answer belongs to another version than the part.
  private func isSameVersion(_ response: HTTPURLResponse) -> Bool {
    guard let begun = part.validator else { return false }
    return validator(of: response).map { $0 == begun } ?? true
  }

  /// What the server calls the version that it sends: an entity tag, or else a date.
  private func validator(of response: HTTPURLResponse) -> String? {
    // A weak tag does not promise the same bytes.
    let tag = response.value(forHTTPHeaderField: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
    return tag ?? response.value(forHTTPHeaderField: "Last-Modified")
  }

  private func expect(_ response: HTTPURLResponse, after count: Int) {
    let length = response.expectedContentLength
    // A server may say any length.
    let (sum, overflows) = Int(clamping: length).addingReportingOverflow(count)
    let total = length < 0 || overflows ? limit : sum
    state.withLock { $0.total = total }
  }

  /// The first byte of a partial answer, from `bytes 1000-1999/2000`.
  private func rangeStart(of response: HTTPURLResponse) -> Int? {
    guard let range = response.value(forHTTPHeaderField: "Content-Range"),
      range.hasPrefix("bytes "), let dash = range.firstIndex(of: "-")
    else { return nil }
    return Int(range[range.index(range.startIndex, offsetBy: 6)..<dash])
  }
}

extension Transfer: URLSessionDataDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let count = state.withLock { state in
      state.redirectCount += 1
      return state.redirectCount
    }
    let from = response.url?.scheme ?? address.scheme
    let to = request.url?.scheme
    guard count <= Self.redirectLimit else {
      note(.refused("more than \(Self.redirectLimit) redirections"))
      return completionHandler(nil)
    }
    guard to == "https" || (to == "http" && from == "http") else {
      note(.refused("redirected from \(from ?? "?") to \(to ?? "?")"))
      return completionHandler(nil)
    }
    completionHandler(request)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    state.withLock { $0.hasAnswer = true }
    guard let response = response as? HTTPURLResponse else {
      end(dataTask, .refused("not an HTTP answer"))
      return completionHandler(.cancel)
    }
    guard state.withLock({ $0.outcome == nil }) else { return completionHandler(.cancel) }
    if let outcome = judge(response) {
      end(dataTask, outcome)
      return completionHandler(.cancel)
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isWanted = state.withLock { state in
      state.receivedCount += data.count
      return state.outcome == nil
    }
    guard isWanted else { return }
    do {
      try data.withUnsafeBytes { try part.append($0) }
    } catch {
      let failure = error as? FileError ?? .inputOutput("cannot write \(part.path): \(error)")
      return end(dataTask, .failed(failure))
    }
    let count = part.count
    if let limit, count > limit {
      return end(dataTask, .refused("it has more than \(limit) bytes"))
    }
    progress(Download.Progress(received: count, total: state.withLock(\.total)))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let count = part.count
    let (continuation, outcome) = state.withLock { state in
      let outcome: Outcome
      if let known = state.outcome {
        outcome = known
      } else if let error = error as? URLError, error.code == .timedOut, !state.hasAnswer {
        outcome = .refused("no answer within \(connectTimeout)")
      } else if let error, !state.hasAnswer {
        outcome = .refused(error.localizedDescription)
      } else if let error {
        outcome = .interrupted(error.localizedDescription)
      } else if let total = state.total, count < total {
        outcome = .interrupted("the connection ended after \(count) of \(total) bytes")
      } else {
        outcome = .complete
      }
      defer { state.continuation = nil }
      return (state.continuation, outcome)
    }
    continuation?.resume(returning: outcome)
  }
}
