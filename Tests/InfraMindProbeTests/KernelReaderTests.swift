import Testing

@testable import InfraMindProbe

@Suite struct KernelReaderTests {
  private static let meminfo = "MemTotal:        8000000 kB\nMemFree: 1 kB\nMemAvailable:    6000000 kB\n"
  private static let networks = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
        lo: 999999    1    0    0    0     0          0         0  999999    1    0    0
      eth0:1000    2    0    0    0     0          0         0     2000    3    0    0
    """

  /// A container under version 2, as Docker and Kubernetes make it: its own group is the root that it sees.
  private static let container = [
    "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cgroup.controllers": "cpu io memory\n",
    "/sys/fs/cgroup/memory.current": "3000000\n", "/sys/fs/cgroup/memory.max": "4000000\n",
    "/sys/fs/cgroup/memory.stat": "anon 10\ninactive_file 1000000\nactive_file 5\n",
    "/sys/fs/cgroup/memory.peak": "3900000\n",
    "/sys/fs/cgroup/memory.events": "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n",
    "/sys/fs/cgroup/cpu.stat": "usage_usec 5000000\nuser_usec 1\n",
    "/sys/fs/cgroup/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/cpu.pressure":
      "some avg10=0.00 avg60=0.00 avg300=0.00 total=700\nfull avg10=0.00 total=1\n",
    "/sys/fs/cgroup/io.stat": "8:0 rbytes=100 wbytes=200 rios=1\n8:16 rbytes=1 wbytes=2\n",
    "/proc/meminfo": meminfo, "/proc/self/net/dev": networks,
  ]

  @Test func `a container's own figures are read, not the machine's`() {
    let reader = KernelReader(KernelTexts(Self.container))
    let machine = reader.machine(processors: 8)
    #expect(machine.scope == .cgroup2)
    #expect(machine.cpus == 1.5)
    #expect(machine.memoryLimit == 4_000_000)
    #expect(machine.machineMemory == 8_000_000 * 1024)
    #expect(machine.missing == [])

    let sample = reader.sample(at: 10, diskUse: 0.5)
    #expect(sample.cpu == 5_000_000)
    #expect(sample.memory == 2_000_000)
    #expect(sample.kernelPeak == 3_900_000)
    #expect(sample.kills == 1)
    #expect(sample.cpuPressure == 700)
    #expect(sample.memoryPressure == nil)
    #expect(sample.diskRead == 101)
    #expect(sample.diskWritten == 202)
    #expect(sample.received == 1000)
    #expect(sample.sent == 2000)
  }

  @Test func `a process in a child of the limited group is measured by its ancestor`() {
    let files = KernelTexts([
      "/proc/self/cgroup": "0::/pod/box/init\n", "/sys/fs/cgroup/cgroup.controllers": "memory\n",
      "/sys/fs/cgroup/pod/box/init/memory.max": "max\n", "/sys/fs/cgroup/pod/box/init/memory.current": "1\n",
      "/sys/fs/cgroup/pod/box/memory.max": "max\n", "/sys/fs/cgroup/pod/box/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/pod/memory.max": "1000\n", "/sys/fs/cgroup/pod/memory.current": "500\n",
    ])
    let reader = KernelReader(files)
    #expect(reader.machine(processors: nil).memoryLimit == 1000)
    #expect(reader.sample(at: 0, diskUse: nil).memory == 500)
  }

  @Test func `a job that has the machine for itself is measured by the machine`() {
    let reader = KernelReader(
      KernelTexts([
        "/proc/self/cgroup": "0::/system.slice/runner.service\n",
        "/sys/fs/cgroup/cgroup.controllers": "memory\n",
        "/sys/fs/cgroup/system.slice/runner.service/memory.max": "max\n",
        "/sys/fs/cgroup/system.slice/runner.service/memory.current": "77\n", "/proc/meminfo": Self.meminfo,
        "/proc/stat": "cpu  100 10 50 9999 500 5 5 3 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n",
        "/proc/vmstat": "pgpgin 10\npgpgout 20\noom_kill 3\n",
        "/proc/pressure/cpu": "some avg10=0.00 avg60=0.00 avg300=0.00 total=42\n",
      ]))
    let machine = reader.machine(processors: 4)
    #expect(machine.scope == .machine)
    #expect(machine.cpus == 4)
    #expect(machine.memoryLimit == 8_000_000 * 1024)
    #expect(machine.missing == ["network traffic"])
    let sample = reader.sample(at: 0, diskUse: nil)
    #expect(sample.cpu == 170 * 10_000)
    #expect(sample.memory == 2_000_000 * 1024)
    #expect(sample.kills == 3)
    #expect(sample.diskRead == 10_240)
    #expect(sample.cpuPressure == 42)
  }

  @Test func `version 1 is read where there is no version 2`() {
    let reader = KernelReader(
      KernelTexts([
        "/proc/self/cgroup": "11:cpu,cpuacct:/docker/abc\n5:memory:/docker/abc\n3:blkio:/docker/abc\n",
        // Inside a container the path of the host is not there: the mount shows the container's group as its root.
        "/sys/fs/cgroup/memory/memory.usage_in_bytes": "900\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1000\n",
        "/sys/fs/cgroup/memory/memory.stat": "cache 5\ntotal_inactive_file 100\n",
        "/sys/fs/cgroup/memory/memory.max_usage_in_bytes": "950\n",
        "/sys/fs/cgroup/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage": "5000000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes":
          "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n",
      ]))
    let machine = reader.machine(processors: 8)
    #expect(machine.scope == .cgroup1)
    #expect(machine.memoryLimit == 1000)
    #expect(machine.cpus == 2)
    let sample = reader.sample(at: 0, diskUse: nil)
    #expect(sample.cpu == 5000)
    #expect(sample.memory == 800)
    #expect(sample.kernelPeak == 950)
    #expect(sample.kills == 2)
    #expect(sample.diskRead == 10)
    #expect(sample.diskWritten == 20)
  }

  @Test func `version 1 without a limit means the machine`() {
    let files = KernelTexts([
      "/proc/self/cgroup": "5:memory:/\n", "/sys/fs/cgroup/memory/memory.usage_in_bytes": "900\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n", "/proc/meminfo": Self.meminfo,
    ])
    #expect(KernelReader(files).machine(processors: 1).scope == .machine)
  }

  @Test(arguments: [
    "", "\n", "cpu", "cpu  x y z", "99999999999999999999", "usage_usec", "usage_usec -", "some total=",
    "::::", "0::",
    "0::../../..", "MemTotal: kB", "\u{0}\u{0}", "max max max",
  ])
  func `whatever the kernel's files hold, nothing is guessed and nothing crashes`(text: String) {
    var texts = Self.container
    for key in texts.keys { texts[key] = text }
    let reader = KernelReader(KernelTexts(texts))
    _ = reader.machine(processors: nil)
    let sample = reader.sample(at: 0, diskUse: nil)
    #expect(sample.cpu == nil)
    #expect(sample.kills == nil)
  }

  @Test func `a system without these files tells what is missing`() {
    let machine = KernelReader(KernelTexts([:])).machine(processors: nil)
    #expect(machine.scope == .machine)
    #expect(machine.missing.count == 6)
  }
}
