/// What is told on a platform about a repository's jobs: what is suggested, and what earlier changes brought.
///
/// It is told in one place that is kept up to date, never repeated.
public struct Report: Hashable, Sendable {
  /// Tells the reports of one pull request or commit apart, such as the pipeline's name: letters, digits and `._/-`.
  public var key: String
  /// All of it in one line of plain text, at most 140 characters.
  public var headline: String
  /// Whether there is nothing to do.
  public var isAllWell: Bool
  /// The whole in GitHub's flavour of Markdown, without a mark: one line when all is well, else one table and what is
  /// folded behind it. At most 60,000 bytes.
  public var markdown: String
  /// The whole as lines of plain text.
  public var lines: [String]
  /// What belongs to lines of files.
  public var annotations: [ReportAnnotation]
  /// Numbers for charts.
  public var figures: [ReportFigure]

  /// States a report.
  public init(
    key: String, headline: String, isAllWell: Bool, markdown: String, lines: [String],
    annotations: [ReportAnnotation] = [], figures: [ReportFigure] = []
  ) {
    self.key = key
    self.headline = headline
    self.isAllWell = isAllWell
    self.markdown = markdown
    self.lines = lines
    self.annotations = annotations
    self.figures = figures
  }

  /// What a published report begins with, by which it is found again: a comment that no page shows.
  public var marker: String { Self.marker(key) }

  /// What the published report of a key begins with. What is not allowed in keys is left out, so that a marker is one
  /// comment.
  public static func marker(_ key: String) -> String {
    let safe = key.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._/-".contains($0)) }
    return
      "<!-- inframind:report:v1 \(String(safe).split(separator: "--", omittingEmptySubsequences: false).joined(separator: "-")) -->"
  }

  /// The Markdown with the marker before it: what is published where texts are found again by their contents.
  public var markedMarkdown: String { marker + "\n" + markdown }
}

/// Something about a line of a file.
public struct ReportAnnotation: Hashable, Sendable {
  /// Stays the same while the suggestion does, and is no other's.
  public var id: String
  /// Path from the repository's root.
  public var file: String
  /// From 1.
  public var line: Int
  /// A few words, such as the job's name.
  public var title: String
  /// One or two sentences.
  public var message: String

  /// States an annotation.
  public init(id: String, file: String, line: Int, title: String, message: String) {
    self.id = id
    self.file = file
    self.line = line
    self.title = title
    self.message = message
  }
}

/// A number for a chart.
public struct ReportFigure: Hashable, Sendable {
  /// Lower-case words joined by underscores, with the unit behind, such as `suggestions` or `saved_dollars_per_month`.
  public var name: String
  /// The number; finite.
  public var value: Double
  /// What it counts, in a few words.
  public var meaning: String

  /// States a number.
  public init(name: String, value: Double, meaning: String) {
    self.name = name
    self.value = value
    self.meaning = meaning
  }
}
