package io.navarch.node.registration;

import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.navarch.node.cri.v1.VersionResponse;
import io.navarch.node.pod.Qos;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the machine is: its size, its names, its software. */
public final class MachineFacts {
  private static final String VERSION = "v1.36.0";

  private MachineFacts() {}

  /** What the machine has, by resource name. */
  public static Map<String, Quantity> capacity(Path rootDir, int maxPods) {
    Map<String, Quantity> capacity = new LinkedHashMap<>();
    capacity.put("cpu", new Quantity(Integer.toString(processors())));
    capacity.put("ephemeral-storage", new Quantity(diskKib(rootDir) + "Ki"));
    capacity.put("hugepages-1Gi", new Quantity("0"));
    capacity.put("hugepages-2Mi", new Quantity("0"));
    capacity.put("memory", new Quantity(memoryKib() + "Ki"));
    capacity.put("pods", new Quantity(Integer.toString(maxPods)));
    return capacity;
  }

  /** What pods may use: the capacity less what is kept free before pods are evicted. */
  public static Map<String, Quantity> allocatable(Map<String, Quantity> capacity) {
    Map<String, Quantity> allocatable = new LinkedHashMap<>(capacity);
    long disk = Qos.amount(capacity, "ephemeral-storage").longValue();
    allocatable.put("ephemeral-storage", new Quantity(Long.toString(disk / 10 * 9)));
    long memoryKib = Qos.amount(capacity, "memory").longValue() / 1024;
    allocatable.put("memory", new Quantity(Math.max(0, memoryKib - 100 * 1024) + "Ki"));
    return allocatable;
  }

  private static int processors() {
    try {
      return (int)
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(l -> l.startsWith("processor"))
              .count();
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  private static long memoryKib() {
    return memInfo("MemTotal:");
  }

  /** One line of the kernel's memory table, in KiB; zero when it is missing. */
  static long memInfo(String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  private static long diskKib(Path rootDir) {
    try {
      Files.createDirectories(rootDir);
      FileStore store = Files.getFileStore(rootDir);
      return store.getTotalSpace() / 1024;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The names and versions that {@code kubectl get nodes -o wide} shows. */
  public static NodeSystemInfo systemInfo(VersionResponse runtime) {
    return new NodeSystemInfoBuilder()
        .withMachineID(line("/etc/machine-id"))
        .withSystemUUID(line("/sys/class/dmi/id/product_uuid"))
        .withBootID(line("/proc/sys/kernel/random/boot_id"))
        .withKernelVersion(line("/proc/sys/kernel/osrelease"))
        .withOsImage(osImage())
        .withContainerRuntimeVersion(runtime.getRuntimeName() + "://" + runtime.getRuntimeVersion())
        .withKubeletVersion(VERSION)
        .withKubeProxyVersion("")
        .withOperatingSystem("linux")
        .withArchitecture(architecture())
        .build();
  }

  /** The processor's name as images and labels spell it. */
  public static String architecture() {
    return switch (System.getProperty("os.arch", "")) {
      case "aarch64" -> "arm64";
      case "x86_64", "amd64" -> "amd64";
      default -> System.getProperty("os.arch", "");
    };
  }

  private static String osImage() {
    try {
      for (String l : Files.readAllLines(Path.of("/etc/os-release"))) {
        if (l.startsWith("PRETTY_NAME=")) {
          return l.substring("PRETTY_NAME=".length()).replace("\"", "");
        }
      }
    } catch (IOException e) {
      return "Linux";
    }
    return "Linux";
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file)).trim();
    } catch (IOException e) {
      return "";
    }
  }

  /** The host's own name, as the kernel knows it. */
  public static String hostname() {
    return line("/proc/sys/kernel/hostname").toLowerCase(java.util.Locale.ROOT);
  }

  /** The address by which the machine reaches others; no packet is sent to find out. */
  public static String address() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress("192.0.2.1", 9));
      InetAddress local = socket.getLocalAddress();
      if (local instanceof Inet4Address
          && !local.isAnyLocalAddress()
          && !local.isLoopbackAddress()) {
        return local.getHostAddress();
      }
    } catch (SocketException | java.io.UncheckedIOException e) {
      return firstAddress();
    }
    return firstAddress();
  }

  private static String firstAddress() {
    try {
      for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress a : Collections.list(nic.getInetAddresses())) {
          if (a instanceof Inet4Address && !a.isLoopbackAddress() && !a.isLinkLocalAddress()) {
            return a.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      return "127.0.0.1";
    }
    return "127.0.0.1";
  }
}
