/// An interpreter of pickles that can build dictionaries of tensors and nothing else.
///
/// It calls nothing: the few names that it accepts (`PickleGlobal`) are things it does itself, and
/// any other name or instruction ends the reading. Time and memory are linear in the file's size.
struct PickleMachine {
  /// The most values on the stack, in the memo and in containers, each.
  static let objectLimit = 1_000_000
  /// The most bytes of the name of a global or a storage: values may repeat it without end.
  static let nameLimit = 256

  let bytes: UnsafeRawBufferPointer
  /// What to call the pickle in an error.
  let name: String
  /// Whether the storages of tensors may be views of others, as in a legacy stream.
  let hasViews: Bool
  /// Where the next instruction is.
  var position: Int

  var stack: [PickleValue] = []
  var memo: [Int: PickleValue] = [:]
  var tuples: [[PickleValue]] = []
  /// Whether each tuple may be a key: none of its items is one that can change.
  private var hashableTuples: [Bool] = []
  var lists: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  /// Which dictionaries are ordered ones, which may have attributes.
  private(set) var orderedDictionaries = Set<Int>()
  var storages: [PickleStorage] = []
  var tensors: [PickleTensor] = []
  /// The values put into containers so far.
  private var itemCount = 0
  /// The instruction being run, and where it is.
  private(set) var opcode: UInt8 = 0
  private(set) var start = 0

  init(
    _ bytes: UnsafeRawBufferPointer, at position: Int = 0, name: String, hasViews: Bool = false
  ) {
    self.bytes = bytes
    self.position = position
    self.name = name
    self.hasViews = hasViews
  }

  /// Runs one pickle, to its end, and returns what it makes.
  mutating func run() throws(CheckpointError) -> PickleValue {
    stack = []
    memo = [:]
    guard position + 1 < bytes.count, bytes[position] == PickleOpcode.proto.rawValue,
      (2...5).contains(bytes[position + 1])
    else { throw refusal("no pickle of protocol 2 to 5", at: position) }
    position += 2
    while true {
      start = position
      opcode = try byte()
      guard let operation = PickleOpcode(rawValue: opcode) else {
        throw refusal("unknown opcode 0x\(String(opcode, radix: 16))", at: start)
      }
      if operation == .stop {
        guard stack.count == 1, let result = stack.last else {
          throw refusal("\(stack.count) values are left at the end", at: start)
        }
        return result
      }
      try execute(operation)
    }
  }

  /// The text of a value, if it is one.
  func text(_ value: PickleValue?) -> String? {
    guard case .text(let range) = value else { return nil }
    return String(validating: bytes[range], as: UTF8.self)
  }

  /// Whether a value is `text`; of one that is longer no more is read.
  func isText(_ value: PickleValue, _ text: String) -> Bool {
    guard case .text(let range) = value else { return false }
    return bytes[range].elementsEqual(text.utf8)
  }

  func refusal(_ reason: String, at offset: Int) -> CheckpointError {
    .refused("\(name): \(reason) (byte \(offset))")
  }

  /// The error of the instruction being run.
  func refusal(_ reason: String) -> CheckpointError {
    let operation = PickleOpcode(rawValue: opcode).map { "\($0)" } ?? "?"
    return refusal("\(reason), opcode \(operation)", at: start)
  }

  // MARK: Reading

  mutating func byte() throws(CheckpointError) -> UInt8 {
    guard position < bytes.count else { throw truncation(1) }
    position += 1
    return bytes[position - 1]
  }

  mutating func integer<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(CheckpointError) -> Int {
    let size = MemoryLayout<Value>.size
    guard size <= bytes.count - position else { throw truncation(size) }
    let value = Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
    position += size
    guard let value = Int(exactly: value) else { throw refusal("a size beyond 2⁶³") }
    return value
  }

  mutating func range(_ count: Int) throws(CheckpointError) -> Range<Int> {
    guard count >= 0 else { throw refusal("a negative size") }
    guard count <= bytes.count - position else { throw truncation(count) }
    position += count
    return (position - count)..<position
  }

  /// A text of `count` bytes; Python refuses a pickle with one that is no UTF-8, too.
  mutating func utf8(_ count: Int) throws(CheckpointError) -> PickleValue {
    let range = try range(count)
    let text = UnsafeRawBufferPointer(rebasing: bytes[range]).assumingMemoryBound(to: UInt8.self)
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      throw refusal("a text that is no UTF-8")
    }
    return .text(range)
  }

  mutating func line() throws(CheckpointError) -> String {
    let rest = bytes[position...].prefix(Self.nameLimit)
    guard let end = rest.firstIndex(of: 0x0A) else { throw refusal("a name without an end") }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  func truncation(_ count: Int) -> CheckpointError {
    .malformed(
      "\(name): truncated at byte \(bytes.count): \(count) more were expected at \(position)"
        + " — fetch it again")
  }

  // MARK: The stack

  mutating func push(_ value: PickleValue) throws(CheckpointError) {
    guard stack.count < Self.objectLimit else {
      throw refusal("more than \(Self.objectLimit) values on the stack")
    }
    stack.append(value)
  }

  mutating func pop() throws(CheckpointError) -> PickleValue {
    guard let value = stack.popLast() else { throw refusal("the stack is empty") }
    if case .mark = value { throw refusal("a mark where a value must be") }
    return value
  }

  mutating func popToMark() throws(CheckpointError) -> [PickleValue] {
    let mark = stack.lastIndex { if case .mark = $0 { true } else { false } }
    guard let mark else { throw refusal("no mark on the stack") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[(mark + 1)...])
  }

  mutating func keep(_ count: Int) throws(CheckpointError) {
    itemCount += count + 1
    guard itemCount <= Self.objectLimit else {
      throw refusal("more than \(Self.objectLimit) values in containers")
    }
  }

  mutating func pushTuple(_ items: [PickleValue]) throws(CheckpointError) {
    try keep(items.count)
    hashableTuples.append(items.allSatisfy(isHashable))
    tuples.append(items)
    try push(.tuple(tuples.count - 1))
  }

  /// Whether Python lets `value` be a key of a dictionary or an item of a set.
  func isHashable(_ value: PickleValue) -> Bool {
    switch value {
    case .list, .dictionary, .set: false
    case .tuple(let index): hashableTuples[index]
    default: true
    }
  }

  mutating func pushList(_ items: [PickleValue]) throws(CheckpointError) {
    try keep(items.count)
    lists.append(items)
    try push(.list(lists.count - 1))
  }

  mutating func pushDictionary(
    _ items: [PickleValue], isOrdered: Bool = false
  ) throws(CheckpointError) {
    try keep(0)
    if isOrdered { orderedDictionaries.insert(dictionaries.count) }
    dictionaries.append([])
    try push(.dictionary(dictionaries.count - 1))
    try setItems(items)
  }

  /// Adds `items` to the list on top of the stack.
  mutating func append(_ items: [PickleValue]) throws(CheckpointError) {
    try keep(items.count)
    guard case .list(let index) = stack.last else { throw refusal("items for what is no list") }
    lists[index].append(contentsOf: items)
  }

  /// Adds `items`, keys and values in turn, to the dictionary on top of the stack.
  mutating func setItems(_ items: [PickleValue]) throws(CheckpointError) {
    try keep(items.count)
    guard case .dictionary(let index) = stack.last, items.count.isMultiple(of: 2) else {
      throw refusal("items for what is no dictionary")
    }
    for key in stride(from: 0, to: items.count, by: 2) {
      guard isHashable(items[key]) else { throw refusal("a key that no dictionary may have") }
      dictionaries[index].append((items[key], items[key + 1]))
    }
  }

  mutating func remember(_ index: Int) throws(CheckpointError) {
    guard let value = stack.last else { throw refusal("the stack is empty") }
    if case .mark = value { throw refusal("a mark where a value must be") }
    guard memo.count < Self.objectLimit else {
      throw refusal("more than \(Self.objectLimit) values in the memo")
    }
    memo[index] = value
  }

  mutating func recall(_ index: Int) throws(CheckpointError) {
    guard let value = memo[index] else { throw refusal("no value \(index) in the memo") }
    try push(value)
  }

  /// Stores a tensor and returns it as a value.
  mutating func keep(_ tensor: PickleTensor) throws(CheckpointError) -> PickleValue {
    try keep(tensor.shape.count)
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  /// Makes a dictionary of pairs, as Python 2 writes ordered ones.
  mutating func dictionary(of pairs: [PickleValue]) throws(CheckpointError) -> PickleValue {
    var items: [PickleValue] = []
    for pair in pairs {
      switch pair {
      case .tuple(let index) where tuples[index].count == 2: items += tuples[index]
      case .list(let index) where lists[index].count == 2: items += lists[index]
      default: throw refusal("an odd OrderedDict")
      }
    }
    try pushDictionary(items, isOrdered: true)
    return try pop()
  }
}
