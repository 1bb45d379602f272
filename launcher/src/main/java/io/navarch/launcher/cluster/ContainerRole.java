package io.navarch.launcher.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A control-plane role as a container of its own: what is configured, and which key and certificate
 * files it may see. It finds those files in {@link #FILES}, its data in {@link ClusterLayout}'s
 * default folder and the other roles by their names, {@code state-store}, {@code etcd} and {@code
 * api-gateway}.
 */
public final class ContainerRole {
  /** Where a container finds its certificates, keys and kubeconfig, all in one flat folder. */
  public static final Path FILES = Path.of("/etc/navarch");

  /** Health and metrics of every role, as plain HTTP: nothing secret is told there. */
  public static final int MANAGEMENT_PORT = 9090;

  /** Names the folder that has the administrator's kubeconfig and no more. */
  public static final String ADMIN = "admin";

  public static final String ETCD = "etcd";

  private static final ClusterLayout LAYOUT = new ClusterLayout(ClusterLayout.DEFAULT_DATA);

  private static final ClusterOptions OPTIONS =
      new ClusterOptions(
          "etcd",
          true,
          "",
          "/",
          "navarch",
          "",
          6443,
          "10.244.0.0/16",
          "10.96.0.0/16",
          "10.96.0.10");

  private ContainerRole() {}

  /** Configuration that holds in a container unless an argument or the environment differs. */
  public static SortedMap<String, String> properties(Role role) {
    TreeMap<String, String> properties = new TreeMap<>();
    configured(role)
        .forEach((key, value) -> properties.put(key, isFile(value) ? inContainer(value) : value));
    properties.put("server.address", "0.0.0.0");
    properties.put("server.ssl.client-auth", "need");
    properties.put("management.server.address", "0.0.0.0");
    properties.put("management.server.port", Integer.toString(MANAGEMENT_PORT));
    properties.put("management.server.ssl.enabled", "false");
    properties.put("management.endpoints.web.exposure.include", "health,info,prometheus");
    properties.put("management.endpoint.health.probes.enabled", "true");
    properties.put("spring.main.banner-mode", "off");
    properties.replace("navarch.store.engine", "embedded");
    properties.replace("navarch.store.etcd.endpoints", "https://etcd:2379");
    properties.replace("navarch.gateway.store.url", "https://state-store:7379");
    return properties;
  }

  /**
   * The files of each folder that is handed out: by role, for etcd and for the administrator.
   *
   * @return folder name to (file name in the container to path below a {@link ClusterLayout}'s data
   *     folder)
   */
  public static SortedMap<String, SortedMap<String, Path>> files() {
    TreeMap<String, SortedMap<String, Path>> folders = new TreeMap<>();
    for (Role role : Role.controlPlane(true)) {
      folders.put(
          role.roleName(),
          named(configured(role).values().stream().filter(ContainerRole::isFile).toList()));
    }
    Path store = LAYOUT.pki().resolve("state-store");
    folders.put(
        ETCD,
        named(
            List.of(
                store.resolve("ca.crt").toString(),
                store.resolve("server.crt").toString(),
                store.resolve("server.key").toString())));
    folders.put(ADMIN, named(List.of(LAYOUT.kubeconfig("admin").toString())));
    return folders;
  }

  /** The words for the Java launcher that start a role, to be kept in an argument file. */
  public static List<String> arguments(Role role, Path jar, Path configuration) {
    List<String> words = new ArrayList<>();
    role.jvmFlags().stream().filter(flag -> !flag.startsWith("-Xmx")).forEach(words::add);
    words.add("-XX:MaxRAMPercentage=70");
    words.add("-XX:-UsePerfData");
    words.addAll(Distribution.commonFlags());
    words.addAll(List.of("-cp", jar.toString(), role.mainClass()));
    words.add("--spring.config.additional-location=file:" + configuration);
    return words;
  }

  private static Map<String, String> configured(Role role) {
    return new RoleProperties(LAYOUT, OPTIONS).of(role);
  }

  private static boolean isFile(String value) {
    return value.startsWith(LAYOUT.pki() + "/") || value.startsWith(LAYOUT.kubeconfigs() + "/");
  }

  private static SortedMap<String, Path> named(List<String> files) {
    TreeMap<String, Path> names = new TreeMap<>();
    files.forEach(file -> names.put(flatName(file), LAYOUT.data().relativize(Path.of(file))));
    return names;
  }

  private static String inContainer(String file) {
    return FILES.resolve(flatName(file)).toString();
  }

  /** {@code pki/state-store/ca.crt} is {@code state-store-ca.crt}. */
  private static String flatName(String file) {
    Path relative = LAYOUT.data().relativize(Path.of(file));
    return relative.subpath(1, relative.getNameCount()).toString().replace('/', '-');
  }
}
