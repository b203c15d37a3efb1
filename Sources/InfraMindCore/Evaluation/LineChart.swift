/// A chart of lines over a common axis, as SVG that needs no fonts, scripts or style sheets of others.
package struct LineChart: Hashable, Sendable {
  /// How a line is drawn.
  package enum Style: Hashable, Sendable {
    /// In a colour of its own.
    case plain
    /// To stand out.
    case bold
    /// A variant of what stands out: in its colour, dashed.
    case variant
    /// What was not measured: grey and dotted.
    case reference
  }

  /// One line.
  package struct Line: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its points, in rising order of x; what is not finite is left out.
    package var points: [Point]
    /// How it is drawn.
    package var style: Style

    /// Draws a line.
    package init(_ name: String, points: [Point], style: Style = .plain) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  /// A point in the units of the axes.
  package struct Point: Hashable, Sendable {
    /// To the right.
    package var x: Double
    /// Upwards.
    package var y: Double

    /// Names a point.
    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What is shown.
  package var title: String
  /// What the lower axis shows, with its unit.
  package var xTitle: String
  /// What the left axis shows, with its unit.
  package var yTitle: String
  /// The lines, as their names are listed; earlier ones lie above later ones.
  package var lines: [Line]

  /// A chart.
  package init(title: String, xTitle: String, yTitle: String, lines: [Line]) {
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.lines = lines
  }

  private static let (width, height) = (860.0, 380.0)
  private static let (left, right, top, bottom) = (56.0, 330.0, 36.0, 48.0)
  /// Colours that are told apart with every kind of colour sight (Okabe and Ito 2008); those of later lines come again.
  private static let colors = ["#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#b3a800"]
  private static let (boldColor, referenceColor) = ("#0072b2", "#777777")

  /// The chart as an SVG document.
  package var svg: String {
    let points = lines.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    let across = Axis(points.map(\.x), from: Self.left, to: Self.width - Self.right)
    let up = Axis(points.map(\.y), from: Self.height - Self.bottom, to: Self.top)
    let size = "width=\"\(Int(Self.width))\" height=\"\(Int(Self.height))\""
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" "
        + "font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"\(Self.escaped(title))\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      Self.text(title, x: Self.left, y: 20, "font-weight=\"bold\""),
    ]
    for tick in across.ticks {
      parts.append(Self.rule(across.place(tick), Self.top, across.place(tick), Self.height - Self.bottom))
      parts.append(
        Self.text(
          tick.short, x: across.place(tick), y: Self.height - Self.bottom + 16, "text-anchor=\"middle\""))
    }
    for tick in up.ticks {
      parts.append(Self.rule(Self.left, up.place(tick), Self.width - Self.right, up.place(tick)))
      parts.append(Self.text(tick.short, x: Self.left - 6, y: up.place(tick) + 4, "text-anchor=\"end\""))
    }
    let middle = (Self.left + Self.width - Self.right) / 2
    parts.append(Self.text(xTitle, x: middle, y: Self.height - 12, "text-anchor=\"middle\""))
    let half = (Self.top + Self.height - Self.bottom) / 2
    parts.append(
      Self.text(
        yTitle, x: 14, y: half, "text-anchor=\"middle\" transform=\"rotate(-90 14 \(Self.number(half)))\""))
    for (index, line) in lines.enumerated().reversed() { parts += drawn(line, index, across, up) }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func drawn(_ line: Line, _ index: Int, _ across: Axis, _ up: Axis) -> [String] {
    let isBold = line.style == .bold
    let color = color(of: index)
    let places = line.points.filter { $0.x.isFinite && $0.y.isFinite }
      .map { (x: across.place($0.x), y: up.place($0.y)) }
    let path = places.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    let stroke = "stroke=\"\(color)\" stroke-width=\"\(isBold ? "3" : "1.5")\"\(Self.dashes(line.style))"
    let row = Self.top + 8 + Double(index) * 18
    let edge = Self.width - Self.right + 12
    let dots = places.map {
      "<circle cx=\"\(Self.number($0.x))\" cy=\"\(Self.number($0.y))\" r=\"\(isBold ? "3.5" : "2.5")\" fill=\"\(color)\"/>"
    }
    return [
      "<polyline points=\"\(path)\" fill=\"none\" \(stroke)/>",
      "<line x1=\"\(Self.number(edge))\" y1=\"\(Self.number(row))\" x2=\"\(Self.number(edge + 24))\" y2=\"\(Self.number(row))\" \(stroke)/>",
      Self.text(Self.shortened(line.name), x: edge + 30, y: row + 4, isBold ? "font-weight=\"bold\"" : ""),
    ] + dots
  }

  private func color(of index: Int) -> String {
    switch lines[index].style {
    case .bold, .variant: return Self.boldColor
    case .reference: return Self.referenceColor
    case .plain:
      let before = lines[..<index].count { $0.style == .plain }
      return Self.colors[before % Self.colors.count]
    }
  }

  private static func dashes(_ style: Style) -> String {
    switch style {
    case .plain, .bold: ""
    case .variant: " stroke-dasharray=\"7 4\""
    case .reference: " stroke-dasharray=\"2 3\""
    }
  }

  private static func shortened(_ name: String) -> String {
    name.unicodeScalars.count > 46 ? String(name.prefix(45)) + "…" : name
  }

  private static func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" stroke=\"#dddddd\"/>"
  }

  private static func text(_ text: String, x: Double, y: Double, _ attributes: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\"\(attributes.isEmpty ? "" : " " + attributes)>\(escaped(text))</text>"
  }

  /// A coordinate with one decimal, so that equal figures give equal files.
  private static func number(_ value: Double) -> String { FigureText.fixed(value, 1) }

  /// Text as XML has it; what XML cannot hold is left out.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        escaped.unicodeScalars.append(scalar)
      default: continue
      }
    }
    return escaped
  }
}

/// The values along one side of a chart and where they lie on it.
private struct Axis {
  /// Round values, a handful.
  let ticks: [Double]
  private let low: Double
  private let high: Double
  private let start: Double
  private let end: Double

  init(_ values: [Double], from start: Double, to end: Double) {
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    let span = most > least ? most - least : max(abs(most), 1)
    let step = Self.roundStep(span / 5)
    low = (least / step).rounded(.down) * step
    high = max((most / step).rounded(.up) * step, low + step)
    let count = Int(min(((high - low) / step).rounded(), 20))
    let (first, stride) = (low, step)
    ticks = (0...max(count, 1)).map { first + Double($0) * stride }
    self.start = start
    self.end = end
  }

  func place(_ value: Double) -> Double { start + (value - low) / (high - low) * (end - start) }

  /// The least of 1, 2 and 5 times a power of ten that is not below a value.
  private static func roundStep(_ value: Double) -> Double {
    guard value.isFinite, value > 1e-9, value < 1e12 else { return 1 }
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return [1, 2, 5, 10].lazy.map { $0 * power }.first { $0 >= value } ?? value
  }
}
