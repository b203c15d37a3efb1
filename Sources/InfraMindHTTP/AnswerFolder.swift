internal import AdapterKit
internal import Foundation

/// Remembers answers in a folder, one file each, named by a digest of the address.
///
/// The folder is a cache: whatever fails is as if nothing were remembered.
package struct AnswerFolder: AnswerMemory {
  private let folder: URL
  private let largestAnswer: Int
  private let mostFiles: Int

  /// Remembers in a folder that is made when needed; bodies over `largestAnswer` bytes are not remembered, and of more
  /// than `mostFiles` the oldest go.
  package init(_ path: String, largestAnswer: Int = 4 << 20, mostFiles: Int = 2000) {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    self.largestAnswer = largestAnswer
    self.mostFiles = mostFiles
  }

  package func answer(for url: String) -> RememberedAnswer? {
    guard let data = try? Data(contentsOf: file(for: url)), data.count <= 2 * largestAnswer else {
      return nil
    }
    return try? PropertyListDecoder().decode(RememberedAnswer.self, from: data)
  }

  package func remember(_ answer: RememberedAnswer, for url: String) {
    guard answer.body.count <= largestAnswer else { return }
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    guard let data = try? encoder.encode(answer) else { return }
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? data.write(to: file(for: url), options: .atomic)
    tidy()
  }

  private func file(for url: String) -> URL {
    folder.appendingPathComponent(Digest.sha256(Array(url.utf8)).hexadecimal + ".answer", isDirectory: false)
  }

  private func tidy() {
    let keys: [URLResourceKey] = [.contentModificationDateKey]
    guard
      let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: keys),
      files.count > mostFiles
    else { return }
    let dated = files.filter { $0.pathExtension == "answer" }.map { file in
      (file, (try? file.resourceValues(forKeys: Set(keys)))?.contentModificationDate ?? .distantPast)
    }
    // A tenth at a time, so that tidying is rare.
    for (file, _) in dated.sorted(by: { $0.1 < $1.1 }).prefix(mostFiles / 10) {
      try? FileManager.default.removeItem(at: file)
    }
  }
}
