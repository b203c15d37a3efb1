import Foundation
import InfraMindCore
import InfraMindLearning
import Testing

@Suite struct LightGBMSearchTests {
  private static let file = "lib_lightgbm.so"

  /// A folder that holds what a Python installation holds.
  private func python(_ version: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
    let library = folder.appending(path: "lib/python3.11/site-packages/lightgbm/lib")
    try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "lib/python3.11/site-packages/lightgbm-\(version).dist-info"),
      withIntermediateDirectories: true)
    try Data("no library".utf8).write(to: library.appending(path: Self.file))
    return folder.path
  }

  @Test func `a variable names the file, and nothing else is tried`() {
    let search = LightGBMSearch(environment: [
      "INFRAMIND_LIGHTGBM": "/opt/l.so", "VIRTUAL_ENV": "/v", "PATH": "/usr/bin",
    ])
    #expect(search.candidates == ["/opt/l.so"])
  }

  @Test func `the variable may name an environment of Python`() throws {
    let place = try python("4.7.0")
    defer { try? FileManager.default.removeItem(atPath: place) }
    let search = LightGBMSearch(environment: ["INFRAMIND_LIGHTGBM": place])
    #expect(search.candidates.contains("\(place)/lib/python3.11/site-packages/lightgbm/lib/\(Self.file)"))
  }

  @Test func `the active environment comes first, the system's loader last, the current folder never`() throws
  {
    let place = try python("4.7.0")
    defer { try? FileManager.default.removeItem(atPath: place) }
    let search = LightGBMSearch(environment: ["VIRTUAL_ENV": place, "PATH": ".::bin:/usr/bin"])
    let first = try #require(search.candidates.first)
    #expect(first == "\(place)/lib/python3.11/site-packages/lightgbm/lib/\(Self.file)")
    #expect(search.candidates.last == Self.file)
    #expect(search.candidates.dropLast().allSatisfy { $0.hasPrefix("/") })
    #expect(LightGBMSearch.version(ofLibraryAt: first) == "4.7.0")
  }

  @Test func `without the library is said how to get it and where was looked`() throws {
    let error = #expect(throws: TreeTrainingError.self) {
      try LightGBMLibrary(LightGBMSearch(environment: ["INFRAMIND_LIGHTGBM": "/nowhere/l.so"]))
    }
    #expect(error?.code == .noTrainingLibrary)
    #expect(error?.message.contains("pip install lightgbm") == true)
    #expect(error?.message.contains("/nowhere/l.so") == true)
  }

  @Test func `a file that is no library is refused with the loader's reason`() throws {
    let place = try python("4.7.0")
    defer { try? FileManager.default.removeItem(atPath: place) }
    let error = #expect(throws: TreeTrainingError.self) {
      try LightGBMLibrary(LightGBMSearch(environment: ["VIRTUAL_ENV": place]))
    }
    #expect(error?.code == .noTrainingLibrary)
    #expect(error?.message.contains("cannot be loaded") == true)
  }

  @Test(.asksLightGBM) func `another version beside the library is refused`() throws {
    let library = try LightGBMHere.library()
    #expect(library.version?.hasPrefix("4.") != false)
    let place = try python("3.3.5")
    defer { try? FileManager.default.removeItem(atPath: place) }
    let file = "\(place)/lib/python3.11/site-packages/lightgbm/lib/\(Self.file)"
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: library.path)
    let error = #expect(throws: TreeTrainingError.self) {
      try LightGBMLibrary(LightGBMSearch(environment: ["VIRTUAL_ENV": place]))
    }
    #expect(error?.code == .unsupportedTrainingLibrary)
    #expect(error?.message.contains("3.3.5") == true)
  }
}
