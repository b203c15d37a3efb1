internal import AdapterKit
internal import InfraMindCore

/// The output as SARIF 2.1.0, for code scanning: one rule for machine sizes, one for each tool's missing
/// cache.
///
/// Paths are relative to the repository's root, or to the current folder if there are several repositories.
package struct SARIFReport {
  private let inspection: Inspection

  /// Reports suggestions.
  package init(_ inspection: Inspection) { self.inspection = inspection }

  /// The whole text, with a line break at its end.
  package var bytes: [UInt8] {
    let rules = rules
    var writer = JSONWriter()
    writer.object { json in
      json.key("$schema")
      json.string(
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
      json.key("version")
      json.string("2.1.0")
      json.key("runs")
      json.array {
        $0.object {
          $0.key("tool")
          tool(&$0, rules)
          $0.key("invocations")
          invocation(&$0)
          $0.key("columnKind")
          $0.string("unicodeCodePoints")
          $0.key("results")
          results(&$0, rules)
        }
      }
    }
    return writer.bytes + [10]
  }
}

// MARK: - Rules

extension SARIFReport {
  private struct Rule: Hashable {
    var id: String
    var name: String
    var short: String
    var full: String
  }

  private var rules: [Rule] {
    let all = inspection.reports.flatMap(\.suggestions).map(Self.rule)
    return Set(all).sorted { $0.id < $1.id }
  }

  private static func rule(for suggestion: Suggestion) -> Rule {
    switch suggestion.change {
    case .runner:
      Rule(
        id: "machine-size", name: "MachineSize", short: "A job would do better on another machine size.",
        full: "Past runs of the job show that another size of the same kind of machine saves time or money.")
    case .measuring:
      Rule(
        id: "not-measured", name: "NotMeasured", short: "Nothing measures what a job uses of its machine.",
        full: "Machine sizes are told from what jobs use, and no step of the job measures it.")
    case .cache(let plan):
      Rule(
        id: "missing-cache/\(plan.tool)", name: "MissingCache",
        short: "A job fetches or builds for \(plan.tool) what a cache could keep.",
        full:
          "The job uses \(plan.tool) without a cache, so every run fetches or builds the same files again.")
    }
  }

  private func tool(_ json: inout JSONWriter, _ rules: [Rule]) {
    json.object {
      $0.key("driver")
      $0.object {
        $0.key("name")
        $0.string("InfraMind")
        $0.key("semanticVersion")
        $0.string(Program.version)
        $0.key("rules")
        $0.array(rules) { json, rule in
          json.object {
            $0.key("id")
            $0.string(rule.id)
            $0.key("name")
            $0.string(rule.name)
            $0.key("shortDescription")
            $0.message(rule.short)
            $0.key("fullDescription")
            $0.message(rule.full)
            $0.key("defaultConfiguration")
            $0.object {
              $0.key("level")
              $0.string("note")
            }
          }
        }
      }
    }
  }
}

// MARK: - Results

extension SARIFReport {
  private func results(_ json: inout JSONWriter, _ rules: [Rule]) {
    let places = Dictionary(
      rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    json.array {
      for report in inspection.reports {
        for suggestion in report.suggestions {
          let rule = Self.rule(for: suggestion)
          result(&$0, suggestion, rule, places[rule.id] ?? 0, report.repository)
        }
      }
    }
  }

  private func result(
    _ json: inout JSONWriter, _ suggestion: Suggestion, _ rule: Rule, _ index: Int, _ repository: Repository
  ) {
    json.object {
      $0.key("ruleId")
      $0.string(rule.id)
      $0.key("ruleIndex")
      $0.number(index)
      $0.key("level")
      $0.string("note")
      $0.key("message")
      $0.message(([suggestion.summary] + suggestion.evidence).joined(separator: "\n"))
      $0.key("locations")
      $0.array {
        $0.object {
          $0.key("physicalLocation")
          physicalLocation(&$0, path(suggestion.position.file, in: repository), suggestion.position)
          $0.key("logicalLocations")
          logicalLocations(&$0, suggestion)
        }
      }
      $0.key("partialFingerprints")
      $0.object {
        $0.key("inframindSuggestion/v1")
        $0.string(suggestion.id.rawValue)
      }
      $0.key("properties")
      $0.object {
        $0.key("confidence")
        $0.number(suggestion.confidence)
        $0.key("undo")
        $0.string(suggestion.undo)
      }
    }
  }

  private func logicalLocations(_ json: inout JSONWriter, _ suggestion: Suggestion) {
    json.array {
      $0.object {
        $0.key("name")
        $0.string(suggestion.jobName)
        $0.key("fullyQualifiedName")
        $0.string("\(suggestion.job.pipeline)#\(suggestion.job.job)")
        $0.key("kind")
        $0.string("object")
      }
    }
  }

  private func path(_ file: String, in repository: Repository) -> String {
    inspection.entries.count == 1 ? file : repository.shown(file)
  }

  /// Problems name files from the current folder; results of a single repository do so from its root.
  private func path(ofProblemIn file: String) -> String {
    guard inspection.entries.count == 1, let root = inspection.reports.first?.repository.shown("") else {
      return file
    }
    return file.hasPrefix(root) ? String(file.dropFirst(root.count)) : file
  }

  private func physicalLocation(_ json: inout JSONWriter, _ path: String, _ position: SourcePosition?) {
    json.object {
      $0.key("artifactLocation")
      $0.object {
        $0.key("uri")
        $0.string(Self.address(of: path))
      }
      guard let position, position.line > 0 else { return }
      $0.key("region")
      $0.object {
        $0.key("startLine")
        $0.number(position.line)
        $0.key("startColumn")
        $0.number(max(1, position.column))
      }
    }
  }

  /// A path as a relative reference: everything but letters, digits and a few marks is escaped.
  private static func address(of path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 47, 95, 126: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }
}

// MARK: - Notifications

extension SARIFReport {
  private func invocation(_ json: inout JSONWriter) {
    json.array {
      $0.object {
        $0.key("executionSuccessful")
        $0.bool(!inspection.readNothing)
        $0.key("toolExecutionNotifications")
        $0.array(inspection.allProblems) { json, problem in notification(&json, problem) }
      }
    }
  }

  private func notification(_ json: inout JSONWriter, _ problem: Problem) {
    json.object {
      $0.key("level")
      $0.string(problem.severity.rawValue)
      $0.key("message")
      $0.message(problem.message)
      $0.key("descriptor")
      $0.object {
        $0.key("id")
        $0.string(problem.code)
      }
      guard let file = problem.file else { return }
      $0.key("locations")
      $0.array {
        $0.object {
          $0.key("physicalLocation")
          let position = problem.line.map {
            SourcePosition(file: file, line: $0, column: problem.column ?? 1)
          }
          physicalLocation(&$0, path(ofProblemIn: file), position)
        }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func message(_ text: String) {
    object {
      $0.key("text")
      $0.string(text)
    }
  }
}
