import Tasks
import Testing

@Suite("Pages of attention")
struct PageTests {
  @Test("text is escaped, words are coloured by their share, what no token comes from is not")
  func page() {
    let text = "<b>a & \"b\"'\u{202E}\u{0}"
    let attention = TextAttention(
      text: text, answers: [Classification(label: "<pos>", index: 1, probability: 0.875)],
      ranges: [0..<0, 3..<4, 7..<10, 0..<0],
      layers: [
        .init(name: "block 1", heads: [[0.5, 0.1, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]])
      ])
    let html = AttentionPage(title: "a<b", [attention]).html
    #expect(html.contains("<title>a&lt;b</title>"))
    #expect(html.contains("&lt;pos&gt;</span> 87.5 %"))
    #expect(!html.contains("<b>") && !html.contains("\u{202E}") && !html.contains("\u{0}"))
    // The mean of the heads is 0.2 and 0.2; the shares of each head colour the same words.
    #expect(html.contains("rgba(255,0,0,1.00)\" title=\"20.0 %\">a</span>"))
    #expect(html.contains("title=\"20.0 %\">&quot;b&quot;</span>"))
    #expect(html.contains("<p class=\"text\" data-heads=\"1000 2000;3000 2000\">"))
    #expect(html.ranges(of: "&quot;b&quot;").count == 1)
    #expect(html.contains("class=\"scale\"") && html.contains("<noscript>"))
    #expect(html.contains("&lt;b&gt;<span"))
    #expect(html.contains("</span>&#39;\u{FFFD}\u{FFFD}</p>"))
    #expect(!html.contains("http"))
  }

  @Test("what was not read is counted and struck through, and an answer without words is told")
  func unread() {
    let text = "a good & dull film"
    func html(_ read: Range<Int>, _ dropped: Range<Int>, knowsWord: Bool = true) -> String {
      let attention = TextAttention(
        text: text, answers: [Classification(label: "pos", index: 1, probability: 0.5)],
        ranges: [0..<0, read], layers: [.init(name: "block 1", heads: [[0.5, 0.5]])],
        droppedTokenCount: dropped.isEmpty ? 0 : 3, droppedRange: dropped, knowsWord: knowsWord)
      return AttentionPage(title: "a page", [attention]).html
    }
    let head = html(2..<6, 7..<18)
    #expect(head.contains("too long: 3 words or pieces of it "))
    #expect(head.contains(">good</span> <s class=\"unread\">&amp; dull film</s></p>"))
    #expect(html(14..<18, 0..<13).contains("<s class=\"unread\">a good &amp; dull</s> <span"))
    #expect(!head.contains("means nothing"))
    let whole = html(2..<6, 0..<0, knowsWord: false)
    #expect(!whole.contains("too long") && !whole.contains("<s "))
    #expect(whole.contains("No known word was read: the answer means nothing."))
  }
}
