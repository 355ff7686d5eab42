import Glibc

/// The memory that this process can still get.
public enum AvailableMemory {
  /// The bytes: the least of what the system has free, what the control group leaves and what the
  /// limit of the address space leaves; nil where none of them can be read.
  public static var current: Int? {
    [system, controlGroup, addressSpace].compactMap { $0 }.min()
  }

  private static var system: Int? {
    figure("MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 }
  }

  private static var controlGroup: Int? {
    for (limit, usage) in [
      ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
      (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes"
      ),
    ] {
      if let limit = figure("", in: limit), let usage = figure("", in: usage) {
        // What files occupy is given back when it is needed.
        let cached = figure("inactive_file", in: "/sys/fs/cgroup/memory.stat") ?? 0
        return max(0, limit - max(0, usage - cached))
      }
    }
    return nil
  }

  private static var addressSpace: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      let bytes = Int(exactly: limit.rlim_cur),
      let used = figure("VmSize:", in: "/proc/self/status")
    else { return nil }
    return max(0, bytes - used * 1024)
  }

  /// The number behind a name at the beginning of a line of a file.
  private static func figure(_ name: String, in path: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix(name) else { continue }
      return text.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first.flatMap {
        Int($0)
      }
    }
    return nil
  }
}
