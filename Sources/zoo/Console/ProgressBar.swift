import Glibc

/// A bar with rate and time left, drawn on a terminal; nothing elsewhere.
struct ProgressBar {
  /// What is being counted, such as `epoch 3/8`.
  var title: String
  /// The name of a counted thing in the plural, such as `images`.
  let unit: String
  /// Whether the bar is drawn at all.
  let isShown: Bool
  private var start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isOnScreen = false

  init(_ title: String, unit: String, isShown: Bool) {
    self.title = title
    self.unit = unit
    self.isShown = isShown && Console.isTerminal
  }

  /// Starts the clock again under another title.
  mutating func restart(_ title: String) {
    self.title = title
    start = .now
    lastDrawn = nil
  }

  /// Shows that `done` of `total` are done, ten times a second at most.
  mutating func update(_ done: Int, of total: Int?, note: String = "") {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), done != total { return }
    lastDrawn = now
    let rate = Double(done) / max(1e-6, (now - start) / .seconds(1))
    var text = title
    if let total, total > 0 {
      let filled = min(20, 20 * done / total)
      text += " " + String(repeating: "█", count: filled)
      text += String(repeating: "░", count: 20 - filled) + " \(done)/\(total)"
    } else {
      text += " \(done)"
    }
    text += " · \(Figures.compact(rate)) \(unit)/s"
    if let total, rate > 0, done < total {
      text += " · \(Figures.time(Double(total - done) / rate)) left"
    }
    if !note.isEmpty { text += " · \(note)" }
    Console.draw("\r\u{1B}[K" + String(text.prefix(Self.width - 1)))
    isOnScreen = true
  }

  /// Takes the bar off the screen.
  mutating func clear() {
    guard isOnScreen else { return }
    Console.draw("\r\u{1B}[K")
    isOnScreen = false
  }

  /// The columns of the terminal, which may change at any time.
  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 else { return 80 }
    return Int(size.ws_col)
  }
}
