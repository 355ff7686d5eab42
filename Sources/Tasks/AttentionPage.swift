/// Pages of HTML that show which words an answer came from: nothing is fetched, all text is escaped.
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
    h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em } h3 { font-size: 1em }
    p.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: .3em 0 }
    p.text span { border-radius: 3px }
    p.head { font-size: .85em; border-left: 3px solid #ddd; padding-left: .8em }
    .note, summary { color: #666 } summary { cursor: pointer } .answer { font-weight: 600 }
    </style>
    </head>
    <body>
    <h1>\(Self.escaped(title))</h1>
    <p class="note">The redder a word, the more the answer looks at it; each line is scaled to its \
    strongest word. Hover over a word for its share.</p>
    \(texts.map(section).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private func section(_ text: TextAttention) -> String {
    let answers = text.answers.map { answer in
      "<span class=\"answer\">\(Self.escaped(answer.label))</span> \(Self.percent(answer.probability))"
    }
    let layers = text.layers.enumerated().map { index, layer in
      // The last layer decides; the others are there for who wants to look.
      let isOpen = index == text.layers.count - 1
      return """
        <details\(isOpen ? " open" : "")><summary>\(Self.escaped(layer.name))</summary>
        <h3>all heads</h3>
        <p class="text">\(line(layer.mean, of: text))</p>
        \(heads(layer, of: text))
        </details>
        """
    }
    return """
      <section>
      <h2>\(answers.joined(separator: ", "))</h2>
      \(layers.joined(separator: "\n"))
      </section>
      """
  }

  private func heads(_ layer: TextAttention.Layer, of text: TextAttention) -> String {
    guard layer.heads.count > 1 else { return "" }
    let lines = layer.heads.enumerated().map { number, weights in
      "<h3>head \(number + 1)</h3>\n<p class=\"text head\">\(line(weights, of: text))</p>"
    }
    return "<details><summary>each head</summary>\n\(lines.joined(separator: "\n"))\n</details>"
  }

  /// The text with a colour behind each token; what no token comes from, such as blanks, has none.
  private func line(_ weights: [Float], of text: TextAttention) -> String {
    // Tokens that were added have no place in the text, and often most of the weight.
    let shown = zip(text.ranges, weights).filter { !$0.0.isEmpty }
    let largest = shown.reduce(Float.leastNormalMagnitude) { max($0, $1.1) }
    let scalars = Array(text.text.unicodeScalars)
    var html = ""
    var position = 0
    for (range, weight) in shown where range.lowerBound >= position {
      let range = range.clamped(to: position..<scalars.count)
      html += Self.escaped(scalars[position..<range.lowerBound])
      let alpha = Int((max(0, min(1, weight / largest)) * 100).rounded())
      html += """
        <span style="background:rgba(255,0,0,\(alpha / 100).\(alpha % 100 < 10 ? "0" : "")\
        \(alpha % 100))" title="\(Self.percent(Double(weight)))">\(Self.escaped(scalars[range]))</span>
        """
      position = range.upperBound
    }
    return html + Self.escaped(scalars[position...])
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
