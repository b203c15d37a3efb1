import Foundation
import LosslessYAML
import LosslessYAMLTesting
import Testing

@Suite struct EditingPropertyTests {
  /// A text and its name.
  struct Input: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }
  }

  static let handWritten =
    EditingCase.all.map { Input(name: $0.name, bytes: Array($0.before.utf8)) }
    + WildInput.valid.map { Input(name: $0.name, bytes: Array($0.text.utf8)) }
    + WildInput.invalid.map { Input(name: $0.name, bytes: Array($0.text.utf8)) }

  static let dialects: [YAMLDialect] = [.core12, .yaml11, .psych, .goYAML2, .goYAML3, .snakeYAML]

  @Test func `random edits of hand-written texts are proven or refused`() {
    for (number, input) in Self.handWritten.enumerated() {
      let dialect = Self.dialects[number % Self.dialects.count]
      check(input, dialect: dialect, edits: Self.editsPerFile * 5, seed: UInt64(number))
    }
  }

  @Test(.enabled(if: Corpus.isThere), arguments: Corpus.platforms)
  func `random edits of real files are proven or refused`(platform: String) throws {
    let dialect = Corpus.dialect(of: platform)
    for (number, file) in try Corpus.files(of: platform).enumerated() {
      let input = Input(name: file.name, bytes: file.bytes)
      check(input, dialect: dialect, edits: Self.editsPerFile, seed: UInt64(number))
    }
  }

  #if DEBUG
    /// Few, since unoptimised code is slow.
    static let editsPerFile = 4
  #else
    static let editsPerFile = 40
  #endif

  @Test func `what was inserted can be removed byte for byte`() throws {
    for (number, input) in (Self.handWritten + (try Self.samples())).enumerated() {
      let dialect = Self.dialects[number % Self.dialects.count]
      let stream = YAMLStream(reading: input.bytes, file: input.name, dialect: dialect)
      var sampler = YAMLEditSampler(seed: UInt64(number))
      for edit in sampler.insertions(into: stream, count: 30) {
        guard let revision = try? stream.applying([edit.edit]) else { continue }
        let restored = try revision.stream.applying([.remove(edit.path)])
        if Self.hasOpenEnd(input) {
          // A block scalar before or in the new lines needs a line break that the file did not have.
          #expect(Self.text(restored).hasPrefix(String(decoding: input.bytes, as: UTF8.self).prefix(2)))
          continue
        }
        #expect(
          Self.text(restored) == String(decoding: input.bytes, as: UTF8.self), "\(input.name): \(edit.edit)")
      }
    }
  }

  @Test func `what was set can be set back byte for byte`() throws {
    for (number, input) in (Self.handWritten + (try Self.samples())).enumerated() {
      let dialect = Self.dialects[number % Self.dialects.count]
      let stream = YAMLStream(reading: input.bytes, file: input.name, dialect: dialect)
      for node in stream.documents.flatMap(\.nodes).prefix(200) where Self.isOrdinary(node) {
        guard stream.node(at: node.path) == node, node.sharedBy.isEmpty else { continue }
        let revision = try stream.applying([.set(node.path, to: "another-word")])
        let restored = try revision.stream.applying([.set(node.path, to: .string(node.text))])
        #expect(Self.text(restored) == String(decoding: input.bytes, as: UTF8.self), "\(input.name)")
        #expect(revision.changedLines == 1 && restored.changedLines == 1)
      }
    }
  }

  @Test func `several edits at once make what they make one after the other`() throws {
    for (number, input) in (Self.handWritten + (try Self.samples())).enumerated() {
      let stream = YAMLStream(reading: input.bytes, file: input.name)
      var sampler = YAMLEditSampler(seed: UInt64(number))
      for _ in 0..<10 {
        let edits = sampler.edits(for: stream, count: 4)
        let single = edits.filter { (try? stream.applying([$0])) != nil }
        do throws(YAMLError) {
          let revision = try stream.applying(single)
          check(revision, of: stream, after: single.first ?? .set([], to: nil))
        } catch {
          let isReason = error.code == .conflictingEdits || error.code == .duplicateKey
          #expect(isReason, "\(input.name): \(single): \(error)")
        }
      }
    }
  }

  private static func hasOpenEnd(_ input: Input) -> Bool {
    guard let last = input.bytes.last else { return true }
    return last != 0x0A && last != 0x0D
  }

  /// Some real files, where there are any.
  private static func samples() throws -> [Input] {
    guard Corpus.isThere else { return [] }
    return try Corpus.files(of: "github-actions").enumerated().filter { $0.offset % 12 == 0 }
      .map { Input(name: $0.element.name, bytes: $0.element.bytes) }
  }

  private static func text(_ revision: YAMLRevision) -> String {
    String(decoding: revision.source, as: UTF8.self)
  }

  /// Whether a scalar is a word on one line that every style can hold.
  private static func isOrdinary(_ node: YAMLNode) -> Bool {
    let isQuoted = node.style == .singleQuoted || node.style == .doubleQuoted
    guard node.kind == .scalar, node.tag == nil, node.style == .plain || isQuoted, !node.isEmpty else {
      return false
    }
    let isWord = node.text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D || $0 == 0x2F
    }
    let isText = node.scalar == .string(node.text)
    return isWord && isText && !node.text.hasPrefix("-")
      && node.range.count == node.text.utf8.count + (isQuoted ? 2 : 0)
  }

  private func check(_ input: Input, dialect: YAMLDialect, edits: Int, seed: UInt64) {
    let stream = YAMLStream(reading: input.bytes, file: input.name, dialect: dialect)
    var sampler = YAMLEditSampler(seed: seed)
    for edit in sampler.edits(for: stream, count: edits) {
      do throws(YAMLError) {
        let revision = try stream.applying([edit])
        check(revision, of: stream, after: edit)
      } catch {
        #expect(Self.refusals.contains(error.code), "\(input.name): \(edit): \(error)")
      }
    }
  }

  /// Every code that is a reason; `proof-failed` is none.
  private static let refusals: Set<YAMLError.Code> = [
    .noSuchNode, .notAScalar, .notAMapping, .notASequence, .sharedNode, .duplicateKey, .outranked,
    .unrepresentable,
  ]

  private func check(_ revision: YAMLRevision, of stream: YAMLStream, after edit: YAMLEdit) {
    let restored = Self.apply(revision.inverse, to: revision.source)
    #expect(restored == stream.source, "\(stream.file): \(edit)")
    #expect(Self.apply(revision.changes, to: stream.source) == revision.source, "\(stream.file): \(edit)")
    #expect(revision.stream.problem?.code == stream.problem?.code)
    #expect((revision.changedLines == 0) == revision.changes.isEmpty, "\(stream.file): \(edit)")
  }

  private static func apply(_ changes: [YAMLByteChange], to source: [UInt8]) -> [UInt8] {
    changes.reversed().reduce(into: source) { $0.replaceSubrange($1.range, with: $1.replacement) }
  }
}
