/// The kernel's text files, as the sampler reads them; tests hand in their own.
package protocol KernelFiles: Sendable {
  /// The text of a file such as `/proc/stat`; `nil` if it is not there, cannot be read or is longer than 1 MiB.
  func text(of path: String) -> String?
  /// Whether a folder or file is there.
  func exists(_ path: String) -> Bool
}

/// Texts in memory.
package struct KernelTexts: KernelFiles {
  /// By path.
  package var texts: [String: String]

  /// Holds texts.
  package init(_ texts: [String: String]) { self.texts = texts }

  package func text(of path: String) -> String? { texts[path] }
  package func exists(_ path: String) -> Bool {
    texts[path] != nil || texts.keys.contains { $0.hasPrefix(path + "/") }
  }
}
