internal import AdapterKit
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import FoundationEssentials
package import InfraMindCore

/// The models of one place on this machine: for each a text of trees and a manifest, and a register of which
/// serves.
///
/// Every file is whole or not there: it is written beside its place and then renamed.
package struct ModelFolder: Sendable {
  /// Where it is looked for when nobody names it, from the current folder.
  package static let usualPath = ".inframind/models"
  private static let longestManifest = 16 << 20
  private static let longestModel = 1 << 30

  /// The folder, as a user would write it.
  package let path: String

  /// Names a folder; it need not be there.
  package init(_ path: String = Self.usualPath) { self.path = path }

  private var registerPath: String { "\(path)/register.json" }
  private func manifestPath(_ id: String) -> String { "\(path)/\(id).json" }
  private func textPath(_ id: String) -> String { "\(path)/\(id).txt" }

  // MARK: - Reading

  /// Which model serves for what; nothing if there is no register yet.
  ///
  /// - Throws: ``ModelFileError``.
  package func register() throws(ModelFileError) -> ModelRegister {
    try requireReadable()
    guard FileManager.default.fileExists(atPath: registerPath) else { return ModelRegister() }
    let bytes = try bytes(of: registerPath, limit: Self.longestManifest)
    do throws(ModelFileError) {
      return try ModelRegister(parsing: bytes)
    } catch {
      throw ModelFileError(
        error.code,
        "\(Shown.plain(registerPath)): \(error.message); without that file no model serves until one is promoted"
      )
    }
  }

  /// - Throws: ``ModelFileError/Code/unreadable`` for a folder that is there and cannot be looked into, or is none.
  private func requireReadable() throws(ModelFileError) {
    guard access(path, F_OK) == 0 || errno != ENOENT else { return }
    guard LocalDisk.isFolder(path), access(path, R_OK | X_OK) == 0 else {
      throw ModelFileError(
        .unreadable, "\(Shown.plain(path)) is no folder that can be read: name another with --models")
    }
  }

  /// What is known of all models, oldest first; damaged ones are told beside.
  package func manifests() -> (manifests: [ModelManifest], problems: [String]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var manifests: [ModelManifest] = []
    var problems: [String] = []
    for name in names.sorted() where name.hasSuffix(".json") && name != "register.json" {
      do throws(ModelFileError) {
        manifests.append(try manifest(of: String(name.dropLast(".json".count))))
      } catch {
        problems.append("\(path)/\(name) is left out: \(error.message).")
      }
    }
    return (manifests.sorted { ($0.trained, $0.id) < ($1.trained, $1.id) }, problems)
  }

  /// What is known of a model.
  ///
  /// - Throws: ``ModelFileError``.
  package func manifest(of id: String) throws(ModelFileError) -> ModelManifest {
    guard ModelManifest.isID(id), FileManager.default.fileExists(atPath: manifestPath(id)) else {
      throw ModelFileError(.unknown, "no model is called '\(id)': `inframind models list` lists them")
    }
    let bytes = try bytes(of: manifestPath(id), limit: Self.longestManifest)
    let manifest: ModelManifest
    do throws(ModelFileError) {
      manifest = try ModelManifest(parsing: bytes)
    } catch {
      throw ModelFileError(error.code, "\(Shown.plain(manifestPath(id))): \(error.message)")
    }
    guard manifest.id == id else { throw ModelFileError(.damaged, "it says that it is \(manifest.id)") }
    return manifest
  }

  /// A model's trees, if they are those that its manifest is of.
  ///
  /// - Throws: ``ModelFileError``.
  package func trees(of manifest: ModelManifest) throws(ModelFileError) -> TreeModel {
    let bytes = try bytes(of: textPath(manifest.id), limit: Self.longestModel)
    guard Self.checksum(bytes) == manifest.checksum else {
      throw ModelFileError(
        .damaged,
        "the trees of \(manifest.id) are not those that it was written with: roll back, or train anew")
    }
    let model: TreeModel
    do throws(TreeModelError) {
      model = try TreeModel(text: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw ModelFileError(.damaged, "the trees of \(manifest.id) cannot be used: \(error)")
    }
    guard model.featureNames == manifest.features.map(\.name) else {
      throw ModelFileError(.damaged, "the trees of \(manifest.id) are of other features than its manifest's")
    }
    return model
  }

  private func bytes(of path: String, limit: Int) throws(ModelFileError) -> [UInt8] {
    do throws(EngineError) {
      return try LocalDisk.contents(of: path, limit: limit)
    } catch {
      throw ModelFileError(.unreadable, error.message)
    }
  }

  // MARK: - Writing

  /// The checksum of a text, as a manifest has it.
  package static func checksum(of text: String) -> String { checksum(Array(text.utf8)) }

  private static func checksum(_ bytes: [UInt8]) -> String {
    Digest.sha256(bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Keeps a model; the manifest comes last, so a model that is listed is whole.
  ///
  /// - Throws: ``ModelFileError/Code/unwritable``.
  package func add(_ manifest: ModelManifest, _ model: TreeModel) throws(ModelFileError) {
    try makeFolder()
    try write(model.text, to: textPath(manifest.id))
    try write(manifest.text, to: manifestPath(manifest.id))
  }

  /// Changes the register while no other process does.
  ///
  /// - Throws: ``ModelFileError``.
  package func changeRegister<Value>(
    _ change: (inout ModelRegister) throws(ModelFileError) -> Value
  ) throws(ModelFileError) -> Value {
    try makeFolder()
    let lock = open("\(path)/register.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw unwritable("register.lock") }
    defer { close(lock) }
    var register = try register()
    let value = try change(&register)
    try write(register.text, to: registerPath)
    return value
  }

  private func makeFolder() throws(ModelFileError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw unwritable(path)
    }
  }

  private func write(_ text: String, to place: String) throws(ModelFileError) {
    do {
      try Data(text.utf8).write(to: URL(filePath: place), options: .atomic)
    } catch {
      throw unwritable(place)
    }
  }

  private func unwritable(_ place: String) -> ModelFileError {
    ModelFileError(.unwritable, "\(place) cannot be written: name another folder with --models")
  }
}
