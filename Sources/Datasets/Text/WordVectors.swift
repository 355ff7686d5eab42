import Files
import Glibc
import Tokenizers

/// Vectors of words that were trained elsewhere, read from a text file of fastText, word2vec or GloVe:
/// a word and its numbers a line, separated by blanks; perhaps a first line with their counts.
///
/// Source: Mikolov et al., "Advances in Pre-Training Distributed Word Representations", 2018.
/// https://fasttext.cc/docs/en/english-vectors.html
public struct WordVectors: Sendable {
  /// The length of a vector.
  public let size: Int
  /// The vectors of the words that the file has, by their ids.
  public let vectors: [Int: [Float]]

  /// The most numbers of a vector.
  private static let sizeLimit = 65536

  /// Reads the vectors of some words; of a word that is there twice, the first.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - vocabulary: The words.
  /// - Throws: `DatasetError` with the line, where one has not as many numbers as the first.
  public init(_ path: String, of vocabulary: Vocabulary) throws(DatasetError) {
    let file: MappedFile
    do {
      file = try MappedFile(path)
    } catch {
      throw DatasetError(error)
    }
    let bytes = file.bytes
    var (position, line, size) = (0, 0, 0)
    var vectors: [Int: [Float]] = [:]
    while position < bytes.count {
      let rest = bytes[position...]
      let end = Self.index(of: 0x0A, in: rest) ?? bytes.count
      var row = bytes[position..<end]
      position = end + 1
      line += 1
      if line % 10_000 == 0 { file.release(0..<row.startIndex) }
      while let last = row.last, last == 0x20 || last == 0x0D { row = row.dropLast() }
      guard let blank = Self.index(of: 0x20, in: row) else {
        if row.isEmpty { continue }
        throw .malformed("\(path), line \(line): no numbers — is it a file of word vectors?")
      }
      let fields = row[(blank + 1)...]
      if line == 1 {
        let count = Self.fieldCount(fields)
        // A first line of two numbers says how many words and numbers follow.
        if count == 1, Self.numbers(row)?.count == 2 {
          guard let named = Int(String(decoding: fields.filter { $0 != 0x20 }, as: UTF8.self)),
            (1...Self.sizeLimit).contains(named)
          else {
            throw .malformed(
              "\(path), line 1: vectors of other than 1…\(Self.sizeLimit) numbers — is it a file of "
                + "word vectors?")
          }
          size = named
          continue
        }
        size = count
      } else if size == 0 {
        size = Self.fieldCount(fields)
      }
      guard let word = String(validating: row[..<blank], as: UTF8.self),
        let id = vocabulary.id(of: word), vectors[id] == nil
      else { continue }
      guard let numbers = Self.numbers(fields), numbers.count == size else {
        throw .malformed("\(path), line \(line): the vector of '\(word)' has not \(size) numbers")
      }
      vectors[id] = numbers
    }
    guard size > 0, !vectors.isEmpty else {
      throw .malformed("\(path) holds the vector of no word that occurs in the texts")
    }
    self.size = size
    self.vectors = vectors
  }

  private static func index(of byte: UInt8, in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard !bytes.isEmpty, let base = UnsafeRawBufferPointer(rebasing: bytes).baseAddress,
      let found = memchr(base, Int32(byte), bytes.count)
    else { return nil }
    return bytes.startIndex + (UnsafeRawPointer(found) - base)
  }

  private static func fieldCount(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    bytes.split(separator: 0x20).count
  }

  /// The finite numbers of a line; nil where something else is among them.
  private static func numbers(_ bytes: Slice<UnsafeRawBufferPointer>) -> [Float]? {
    // The C library reads up to a zero.
    var text = bytes.map { CChar(bitPattern: $0) }
    text.append(0)
    return text.withUnsafeMutableBufferPointer { text in
      guard var next = text.baseAddress else { return nil }
      let end = next + text.count - 1
      var numbers: [Float] = []
      while next < end {
        var stop: UnsafeMutablePointer<CChar>?
        let number = strtof(next, &stop)
        guard let stop, stop > next, number.isFinite, stop == end || stop.pointee == 0x20 else {
          return nil
        }
        numbers.append(number)
        next = stop
      }
      return numbers
    }
  }
}
