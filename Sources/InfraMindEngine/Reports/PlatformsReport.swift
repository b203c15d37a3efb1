package import AdapterKit
internal import InfraMindCore

/// What each adapter reads, edits, tells of runs and refuses: the output of `inframind platforms`.
package struct PlatformsReport {
  private let adapters: [any CIAdapter]

  /// Reports the adapters of a registry, in their order.
  package init(_ registry: AdapterRegistry) { adapters = registry.adapters }

  /// Why the program itself leaves a file alone, on every platform: codes with what they mean.
  package static let commonRefusals: KeyValuePairs = [
    "uncommitted-changes": "Git does not hold the file as it is; --force edits all the same.",
    "unknown-git-state":
      "The file is in a git work tree, but git is missing or cannot tell whether it has changes.",
    "symbolic-link": "The file is a symbolic link.",
    "outside": "The file lies outside the repository, or is reached through a link that leads there.",
    "unwritable": "The file, or the folder that it is in, cannot be written.",
    "changed-meanwhile": "The file changed while the program ran.",
    "not-visible": "Read again after the edit, the file does not show the change.",
    "renames-job": "The edit would change a job's name, on which required checks hang.",
    "unsettled": "With the change in place yet another size would be suggested.",
  ]

  // MARK: - Text

  /// The whole text for people, with a line break at its end.
  package func text(style: TextStyle) -> String {
    var lines: [String] = []
    for adapter in adapters {
      let summary = adapter.summary
      let type = type(of: adapter)
      lines += [style.bold(type.displayName) + style.dim(" · \(type.platform.rawValue)"), ""]
      lines += list("Pipelines", [type.pipelineFilePatterns.joined(separator: ", ")], style)
      lines += list("Reads", summary.reads, style)
      lines += list("Edits", summary.edits, style)
      lines += list("Tells of runs", summary.tells, style)
      lines += list("Chooses sizes in a run", type.injectionWays.map { "\($0.id): \($0.sentence)" }, style)
      lines += list("Reports", type.reportPlaces.map(Self.words), style)
      lines += list(
        "Refuses", summary.refuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }, style)
      lines += list("Prices", summary.prices.map { "\($0.title) (\($0.asOf))" }, style)
    }
    lines += [style.bold("On every platform"), ""]
    lines += list("Refuses", Self.commonRefusals.map { "\($0.key): \($0.value)" }, style)
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private static func words(_ place: ReportPlace) -> String {
    let right = place.right.map { " Takes `\($0)`." } ?? ""
    return "\(place.id): \(place.sentence)\(right)" + (place.isUsual ? "" : " Only with `--at \(place.id)`.")
  }

  private func list(_ heading: String, _ items: [String], _ style: TextStyle) -> [String] {
    guard !items.isEmpty else { return [] }
    let texts = items.flatMap { item in
      style.lines(of: item, beside: 6).enumerated().map {
        ($0.offset == 0 ? "    · " : "      ") + $0.element
      }
    }
    return ["  " + style.cyan(heading)] + texts + [""]
  }

  // MARK: - JSON

  /// The same as one JSON object, with a line break at its end.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.key("schemaVersion")
      json.number(1)
      json.key("tool")
      json.object {
        $0.key("name")
        $0.string(Program.name)
        $0.key("version")
        $0.string(Program.version)
      }
      json.key("platforms")
      json.array(adapters, platform)
      json.key("refusesEverywhere")
      refusals(&json, Self.commonRefusals.map { ($0.key, $0.value) })
    }
    return writer.bytes + [10]
  }

  private func platform(_ json: inout JSONWriter, _ adapter: any CIAdapter) {
    let summary = adapter.summary
    json.object {
      $0.key("platform")
      $0.string(type(of: adapter).platform.rawValue)
      $0.key("name")
      $0.string(type(of: adapter).displayName)
      $0.key("pipelines")
      $0.array(type(of: adapter).pipelineFilePatterns)
      $0.key("reads")
      $0.array(summary.reads)
      $0.key("edits")
      $0.array(summary.edits)
      $0.key("tells")
      $0.array(summary.tells)
      $0.key("ways")
      $0.array(type(of: adapter).injectionWays) { json, way in
        json.object {
          $0.key("way")
          $0.string(way.id.description)
          $0.key("sentence")
          $0.string(way.sentence)
        }
      }
      $0.key("places")
      $0.array(type(of: adapter).reportPlaces) { json, place in
        json.object {
          $0.key("place")
          $0.string(place.id.description)
          $0.key("sentence")
          $0.string(place.sentence)
          $0.key("right")
          $0.string(orNull: place.right)
          $0.key("usual")
          $0.bool(place.isUsual)
        }
      }
      $0.key("refuses")
      refusals(&$0, summary.refuses.sorted { $0.key < $1.key })
      $0.key("prices")
      $0.array(summary.prices) { json, source in
        json.object {
          $0.key("source")
          $0.string(source.title)
          $0.key("asOf")
          $0.string(source.asOf)
        }
      }
    }
  }

  private func refusals(_ json: inout JSONWriter, _ refusals: [(key: String, value: String)]) {
    json.array(refusals) { json, refusal in
      json.object {
        $0.key("code")
        $0.string(refusal.key)
        $0.key("sentence")
        $0.string(refusal.value)
      }
    }
  }
}
