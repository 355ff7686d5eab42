import Glibc
import Kernels
import Synchronization

/// What lends a tensor its memory.
package protocol TensorMemory: AnyObject, Sendable {
  /// Gives back memory that is not needed soon; reading it again fetches the same.
  ///
  /// May be called on any thread, while others read.
  func giveBack()
}

/// A block of floats: from the pool, or borrowed from memory that an owner keeps alive.
///
/// `@unchecked Sendable`: written only while one tensor holds it uniquely, read-only afterwards.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  /// What keeps borrowed memory alive; nil for memory of the pool.
  private let owner: (any TensorMemory)?
  private let byteCount: Int

  /// Takes a block of at least `count` floats, with whatever it held.
  init(count: Int) {
    let block = StoragePool.shared.take(
      StoragePool.roundedByteCount(count * MemoryLayout<Float>.stride))
    pointer = block.pointer.assumingMemoryBound(to: Float.self)
    byteCount = block.byteCount
    owner = nil
  }

  /// Borrows memory that is never written.
  init(borrowing pointer: UnsafePointer<Float>, owner: any TensorMemory) {
    self.pointer = UnsafeMutablePointer(mutating: pointer)
    self.owner = owner
    byteCount = 0
  }

  /// Whether the memory belongs to somebody else and must not be written.
  var isBorrowed: Bool { owner != nil }

  /// Gives borrowed memory back until it is read again.
  func giveBack() { owner?.giveBack() }

  deinit {
    if owner == nil { StoragePool.shared.give(back: pointer, byteCount) }
  }
}

/// Blocks that were freed, kept for the next tensor of their size: no page faults in a steady loop.
public final class StoragePool: Sendable {
  /// The pool of the process.
  public static let shared = StoragePool()

  /// Freed blocks by size; a raw pointer is not `Sendable`, an address is.
  private let free = Mutex<[Int: [UInt]]>([:])

  private static let pageByteCount = 1 << 21

  /// Rounds up to one of eight sizes per power of two, so that similar sizes share blocks.
  static func roundedByteCount(_ byteCount: Int) -> Int {
    guard byteCount > 512 else { return 512 }
    let step = (1 << (Int.bitWidth - byteCount.leadingZeroBitCount - 1)) >> 3
    return (byteCount + step - 1) / step * step
  }

  /// A block of at least `byteCount` bytes, which is a rounded size.
  ///
  /// A large one may be up to twice as large: layers of falling size share the same few blocks.
  func take(_ byteCount: Int) -> (pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let isLarge = byteCount >= Self.pageByteCount
    let limit = isLarge ? 2 * byteCount : byteCount
    let found = free.withLock { free in
      var size = byteCount
      while size <= limit {
        if let address = free[size]?.popLast() { return (address: address, byteCount: size) }
        size = Self.roundedByteCount(size + 1)
      }
      return (address: 0, byteCount: 0)
    }
    if let pointer = UnsafeMutableRawPointer(bitPattern: found.address) {
      return (pointer, found.byteCount)
    }
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, isLarge ? Self.pageByteCount : 64, byteCount) == 0, let block
    else {
      trap("out of memory: \(byteCount >> 20) MiB more are not to be had; use a smaller batch")
    }
    if isLarge { madvise(block, byteCount, MADV_HUGEPAGE) }
    return (block, byteCount)
  }

  func give(back pointer: UnsafeMutablePointer<Float>, _ byteCount: Int) {
    let address = UInt(bitPattern: pointer)
    free.withLock { $0[byteCount, default: []].append(address) }
  }

  /// Returns every free block to the system.
  public func trim() {
    let blocks = free.withLock { free in
      defer { free = [:] }
      return free.values.flatMap { $0 }
    }
    for address in blocks { Glibc.free(UnsafeMutableRawPointer(bitPattern: address)) }
  }
}
