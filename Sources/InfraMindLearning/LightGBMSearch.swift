internal import FoundationEssentials
internal import InfraMindCore

/// Where LightGBM's library is looked for; nothing is started to find out.
///
/// In this order:
///
/// 1. the file, the folder of the file, or the virtual environment that `INFRAMIND_LIGHTGBM` names; nowhere
///   else if
///    it is set;
/// 2. the packages of the virtual environment that is active (`VIRTUAL_ENV`);
/// 3. the packages of each Python on the `PATH`;
/// 4. those that `pip install --user` put below `~/.local`, and Debian's `pip install` as root below `/usr/local`;
/// 5. the system's folders for libraries, then whatever the system's loader finds.
///
/// The folder that the program is started in is not among them: it may hold code of strangers.
package struct LightGBMSearch: Sendable {
  /// The environment's variables.
  package var environment: [String: String]

  /// Searches by these variables.
  package init(environment: [String: String]) { self.environment = environment }

  /// Searches by the variables of this process.
  package static var here: LightGBMSearch {
    LightGBMSearch(environment: ProcessInfo.processInfo.environment)
  }

  /// The variable that names the library.
  package static let variable = "INFRAMIND_LIGHTGBM"
  #if os(macOS)
    static let fileName = "lib_lightgbm.dylib"
  #else
    static let fileName = "lib_lightgbm.so"
  #endif

  /// Files that may be the library, in the order in which they are tried; the last may be a name for the
  /// loader.
  package var candidates: [String] {
    if let named = environment[Self.variable], !named.isEmpty {
      guard Self.isFolder(named) else { return [named] }
      let packages = Self.packageFolders(ofPrefix: named).map { $0 + "/lightgbm/lib" }
      let folders = [named, named + "/lib"] + packages
      return folders.map { $0 + "/" + Self.fileName }
    }
    let folders = packageFolders.map { $0 + "/lightgbm/lib" } + Self.systemFolders
    return folders.uniqued.map { $0 + "/" + Self.fileName } + [Self.fileName]
  }

  /// Folders in which Python's packages are.
  private var packageFolders: [String] {
    var prefixes: [String] = []
    if let active = environment["VIRTUAL_ENV"] { prefixes.append(active) }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let program = String(folder) + "/python3"
      guard FileManager.default.isExecutableFile(atPath: program) else { continue }
      prefixes.append(Self.parent(String(folder)))
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: program),
        target.hasPrefix("/")
      {
        prefixes.append(Self.parent(Self.parent(target)))
      }
    }
    if let home = environment["HOME"] { prefixes.append(home + "/.local") }
    prefixes.append("/usr/local")
    return prefixes.filter { $0.hasPrefix("/") }.flatMap(Self.packageFolders)
  }

  private static func packageFolders(ofPrefix prefix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: prefix + "/lib")) ?? []
    let versions = names.filter { $0.hasPrefix("python3") }.sorted {
      $0.utf8.count == $1.utf8.count ? $0 > $1 : $0.utf8.count > $1.utf8.count
    }
    return versions.flatMap { version in
      ["site-packages", "dist-packages"].map { prefix + "/lib/" + version + "/" + $0 }
    }
  }

  private static let systemFolders = [
    "/usr/local/lib", "/usr/local/lib64", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu", "/opt/homebrew/lib",
  ]

  private static func parent(_ path: String) -> String {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return end == path.startIndex ? "" : String(path[..<end])
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }

  /// The version that Python's package managers noted beside the library; `nil` if none did.
  package static func version(ofLibraryAt path: String) -> String? {
    let package = parent(parent(path))
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent(package))) ?? []
    let noted = names.lazy.filter { $0.hasPrefix("lightgbm-") && $0.hasSuffix(".dist-info") }.first
    return noted.map { String($0.dropFirst("lightgbm-".count).dropLast(".dist-info".count)) }
  }
}
