/// Whose use is measured: the control group that bounds the job, or the whole machine.
package enum MeasuredScope: String, Sendable, Hashable, Codable {
  /// Version 2 of the kernel's control groups: a container.
  case cgroup2
  /// Version 1 of them.
  case cgroup1
  /// The machine: the job has it for itself, or nothing tells its part.
  case machine
}

/// Where the kernel tells what the job's container uses.
///
/// - SeeAlso: Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst
package struct ControlGroup: Sendable, Hashable {
  /// Which kind.
  package var scope: MeasuredScope
  /// Folder of the group (of the memory controller in version 1).
  package var memory: String
  /// Folder of the CPU controller; the same in version 2.
  package var cpu: String
  /// Folder of the block device controller; the same in version 2.
  package var io: String

  /// The group that bounds this process; `nil` if none does, and the machine is to be measured.
  ///
  /// A group bounds the job if it has a limit of memory or CPU, or if it is what a container sees as its root. The
  /// process's own group may be a child of the container's without limits: then its parents are asked, up to the top.
  package init?(of files: some KernelFiles) {
    guard let listing = files.text(of: "/proc/self/cgroup") else { return nil }
    let lines = listing.split(separator: "\n").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    }
    if let group = Self.version2(lines, files) {
      self = group
      return
    }
    guard let group = Self.version1(lines, files) else { return nil }
    self = group
  }

  private init(_ scope: MeasuredScope, memory: String, cpu: String, io: String) {
    self.scope = scope
    self.memory = memory
    self.cpu = cpu
    self.io = io
  }

  private static func version2(_ lines: [[Substring]], _ files: some KernelFiles) -> ControlGroup? {
    guard let line = lines.first(where: { $0.count == 3 && $0[0] == "0" && $0[1].isEmpty }) else {
      return nil
    }
    let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
    guard let mount = mounts.first(where: { files.exists($0 + "/cgroup.controllers") }) else { return nil }
    // A path that climbs out, as it shows when another namespace's group is looked at, means the namespace's root.
    let path = line[2].contains("..") ? "/" : String(line[2])
    for ancestor in ancestors(of: path) {
      let folder = ancestor == "/" ? mount : mount + ancestor
      let hasLimit = ["memory.max", "cpu.max"].contains { name in
        files.text(of: "\(folder)/\(name)").map { !$0.hasPrefix("max") } ?? false
      }
      // The kernel's root group has no memory.current: a root that has one is a container's.
      let isContainerRoot = ancestor == "/" && files.exists(folder + "/memory.current")
      if hasLimit || isContainerRoot {
        return ControlGroup(.cgroup2, memory: folder, cpu: folder, io: folder)
      }
    }
    return nil
  }

  private static func version1(_ lines: [[Substring]], _ files: some KernelFiles) -> ControlGroup? {
    func folder(_ controller: String, holding name: String) -> String? {
      guard
        let line = lines.first(where: {
          $0.count == 3 && $0[1].split(separator: ",").contains(controller[...])
        })
      else { return nil }
      let mount = "/sys/fs/cgroup/\(line[1])"
      let mounts = files.exists(mount) ? [mount] : ["/sys/fs/cgroup/\(controller)"]
      return mounts.flatMap { mount in ancestors(of: String(line[2])).map { $0 == "/" ? mount : mount + $0 } }
        .first { files.exists("\($0)/\(name)") }
    }
    guard let memory = folder("memory", holding: "memory.usage_in_bytes"),
      let limit = files.text(of: memory + "/memory.limit_in_bytes").flatMap(KernelNumbers.whole),
      limit < unlimited
    else { return nil }
    return ControlGroup(
      .cgroup1, memory: memory, cpu: folder("cpuacct", holding: "cpuacct.usage") ?? memory,
      io: folder("blkio", holding: "blkio.throttle.io_service_bytes") ?? memory)
  }

  /// From this on, version 1 means "no limit": the largest whole number of pages.
  private static let unlimited = 1 << 60

  /// `/a/b`, `/a`, `/`.
  private static func ancestors(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).reversed().map { "/" + parts.prefix($0).joined(separator: "/") }
  }
}
