/// Pages of HTML that show which words an answer came from: nothing is fetched, all text is escaped.
///
/// A text stands there once for each layer, coloured by the mean of its heads; the shares of a head are
/// numbers, with which a script colours the same words.
public struct AttentionPage: Sendable {
  /// The heading.
  public let title: String
  /// What is shown, one text after another.
  public let texts: [TextAttention]

  /// Creates a page.
  public init(title: String, _ texts: [TextAttention]) {
    self.title = title
    self.texts = texts
  }

  /// The page.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Self.escaped(title))</title>
    <style>
    body { font: 16px/1.7 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em;
      color: #222; background: #fff }
    h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em }
    p.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: .3em 0 }
    p.text span { border-radius: 3px }
    .unread { color: #999; text-decoration: line-through }
    .scale { display: inline-block; width: 8em; height: .8em; border: 1px solid #ccc; \
    background: linear-gradient(to right, #fff, #f00) }
    .note, summary { color: #666 } summary { cursor: pointer } .answer { font-weight: 600 }
    </style>
    </head>
    <body>
    <h1>\(Self.escaped(title))</h1>
    <p class="note">The answer looks at a word: not at all <span class="scale"></span> as much as at \
    the strongest word of the text, in the layer and head that are shown. Hover over a word for its \
    share.</p>
    <noscript><p class="note">Without JavaScript a layer shows the mean of its heads only.</p></noscript>
    \(texts.map(section).joined(separator: "\n"))
    <script>
    \(Self.script)
    </script>
    </body>
    </html>

    """
  }

  /// Lets the reader choose a head, whose shares then colour the words of its layer.
  private static let script = """
    for (const text of document.querySelectorAll("p[data-heads]")) {
      const words = [...text.querySelectorAll("span")];
      const means = words.map(word => [word.style.background, word.title]);
      const heads = text.dataset.heads.split(";").map(head => head.split(" ").map(Number));
      const choice = document.createElement("select");
      choice.setAttribute("aria-label", "head");
      choice.add(new Option("all heads"));
      heads.forEach((_, index) => choice.add(new Option("head " + (index + 1))));
      choice.onchange = () => {
        const shares = heads[choice.selectedIndex - 1];
        const largest = Math.max(1, ...(shares || []));
        words.forEach((word, index) => {
          const share = shares ? shares[index] : 0;
          word.style.background =
            shares ? "rgba(255,0,0," + (share / largest).toFixed(2) + ")" : means[index][0];
          word.title = shares ? (share / 100).toFixed(1) + " %" : means[index][1];
        });
      };
      text.before(choice);
    }
    """

  private func section(_ text: TextAttention) -> String {
    let answers = text.answers.map { answer in
      "<span class=\"answer\">\(Self.escaped(answer.label))</span> \(Self.percent(answer.probability))"
    }
    let tokens = Self.shownTokens(of: text)
    let layers = text.layers.enumerated().map { index, layer in
      // The last layer decides; the others are there for who wants to look.
      let isOpen = index == text.layers.count - 1
      return """
        <details\(isOpen ? " open" : "")><summary>\(Self.escaped(layer.name))</summary>
        <p class="text"\(Self.heads(layer, tokens))>\(Self.line(layer.mean, tokens, of: text))</p>
        </details>
        """
    }
    return """
      <section>
      <h2>\(answers.joined(separator: ", "))</h2>
      \(Self.notes(on: text).map { "<p class=\"note\">\($0)</p>\n" }.joined())\
      \(layers.joined(separator: "\n"))
      </section>
      """
  }

  /// What a reader of an answer must know.
  private static func notes(on text: TextAttention) -> [String] {
    var notes: [String] = []
    if !text.knowsWord { notes.append("No known word was read: the answer means nothing.") }
    let count = text.droppedTokenCount
    if count > 0 {
      notes.append(
        "The text is too long: \(count) \(count == 1 ? "word or piece" : "words or pieces") of it "
          + "<span class=\"unread\">not read</span>.")
    }
    return notes
  }

  /// A token with the part of the text that it comes from.
  private typealias ShownToken = (index: Int, range: Range<Int>)

  /// The tokens that have a place of their own in the text: those that were added have none, and often
  /// most of the weight.
  private static func shownTokens(of text: TextAttention) -> [ShownToken] {
    let end = text.text.unicodeScalars.count
    var tokens: [ShownToken] = []
    var position = 0
    for (index, range) in text.ranges.enumerated() where range.lowerBound >= position {
      let range = range.clamped(to: position..<end)
      guard !range.isEmpty else { continue }
      tokens.append((index, range))
      position = range.upperBound
    }
    return tokens
  }

  /// The shares of each head in ten thousandths, where there are several.
  private static func heads(_ layer: TextAttention.Layer, _ tokens: [ShownToken]) -> String {
    guard layer.heads.count > 1 else { return "" }
    let heads = layer.heads.map { weights in
      tokens.map { String(Int((max(0, min(1, weights[$0.index])) * 10_000).rounded())) }
        .joined(separator: " ")
    }
    return " data-heads=\"\(heads.joined(separator: ";"))\""
  }

  /// The text with a colour behind each token; what no token comes from, such as blanks, has none, and
  /// what was not read is struck through.
  private static func line(
    _ weights: [Float], _ tokens: [ShownToken], of text: TextAttention
  ) -> String {
    let largest = tokens.reduce(Float.leastNormalMagnitude) { max($0, weights[$1.index]) }
    let scalars = Array(text.text.unicodeScalars)
    var html = ""
    var position = 0
    for (index, range) in tokens {
      html += gap(position..<range.lowerBound, of: scalars, unread: text.droppedRange)
      let alpha = Int((max(0, min(1, weights[index] / largest)) * 100).rounded())
      html += """
        <span style="background:rgba(255,0,0,\(alpha / 100).\(alpha % 100 < 10 ? "0" : "")\
        \(alpha % 100))" title="\(percent(Double(weights[index])))">\(escaped(scalars[range]))</span>
        """
      position = range.upperBound
    }
    return html + gap(position..<scalars.count, of: scalars, unread: text.droppedRange)
  }

  /// What stands between two tokens.
  ///
  /// What was not read is no `span`: those are the words with shares.
  private static func gap(
    _ range: Range<Int>, of scalars: [Unicode.Scalar], unread: Range<Int>
  ) -> String {
    let unread = unread.clamped(to: range)
    guard !unread.isEmpty else { return escaped(scalars[range]) }
    return escaped(scalars[range.lowerBound..<unread.lowerBound])
      + "<s class=\"unread\">\(escaped(scalars[unread]))</s>"
      + escaped(scalars[unread.upperBound..<range.upperBound])
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((max(0, min(1, share)) * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private static func escaped(_ text: String) -> String { escaped(Array(text.unicodeScalars)[...]) }

  /// Text that a page may hold: marks of HTML as references, controls and what turns the direction of
  /// the rest of the page as U+FFFD.
  static func escaped(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    for scalar in scalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n": result.append(scalar)
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result.append("\u{FFFD}")
      case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}": result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
