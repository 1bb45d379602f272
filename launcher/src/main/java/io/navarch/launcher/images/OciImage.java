package io.navarch.launcher.images;

import io.navarch.model.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A container image of one layer, built from files without a Docker daemon and written as an
 * archive that {@code ctr images import} and {@code docker load} read. Equal content gives equal
 * bytes: entries are in name order and bear no time.
 */
public final class OciImage {
  private final String reference;
  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private List<String> entrypoint = List.of();
  private List<String> command = List.of();
  private final List<String> environment = new ArrayList<>();
  private String workingDirectory = "/";
  private String user = "";

  private sealed interface Node {
    record Directory(int mode, int owner) implements Node {}

    record File(Path source, int mode) implements Node {}

    record Text(byte[] content, int mode) implements Node {}

    record Link(String target) implements Node {}
  }

  /**
   * @param reference full name with tag, such as {@code navarch.io/demo:1}
   */
  public OciImage(String reference) {
    this.reference = reference;
  }

  public String reference() {
    return reference;
  }

  public OciImage directory(String path, int mode) {
    return directory(path, mode, 0);
  }

  /**
   * @param owner user and group id
   */
  public OciImage directory(String path, int mode, int owner) {
    parents(path);
    nodes.put(relative(path), new Node.Directory(mode, owner));
    return this;
  }

  public OciImage file(String path, Path source, int mode) {
    parents(path);
    nodes.put(relative(path), new Node.File(source, mode));
    return this;
  }

  /**
   * Adds a program of this machine, with the shared libraries that it is linked with.
   *
   * @param loadedAtRunTime names of libraries that it opens besides, such as {@code
   *     libnss_dns.so.2}
   */
  public OciImage program(String path, Path source, List<String> loadedAtRunTime)
      throws IOException {
    SharedLibraries.of(source, loadedAtRunTime)
        .forEach((inside, library) -> file(inside.toString(), library, 0755));
    return file(path, source, 0755);
  }

  public OciImage text(String path, String content, int mode) {
    parents(path);
    nodes.put(relative(path), new Node.Text(content.getBytes(StandardCharsets.UTF_8), mode));
    return this;
  }

  public OciImage link(String path, String target) {
    parents(path);
    nodes.put(relative(path), new Node.Link(target));
    return this;
  }

  /** Adds a directory with everything in it, links as links. */
  public OciImage tree(String path, Path source) throws IOException {
    try (var files = Files.walk(source)) {
      for (Path file : files.sorted().toList()) {
        String inside = path + "/" + source.relativize(file);
        if (Files.isSymbolicLink(file)) {
          link(inside, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file)) {
          directory(inside, 0755);
        } else {
          file(inside, file, Files.isExecutable(file) ? 0755 : 0644);
        }
      }
    }
    return this;
  }

  public OciImage entrypoint(String... words) {
    entrypoint = List.of(words);
    return this;
  }

  public OciImage command(String... words) {
    command = List.of(words);
    return this;
  }

  public OciImage environment(String name, String value) {
    environment.add(name + "=" + value);
    return this;
  }

  public OciImage workingDirectory(String path) {
    workingDirectory = path;
    return this;
  }

  /** The user, as {@code uid} or {@code uid:gid}. */
  public OciImage user(String user) {
    this.user = user;
    return this;
  }

  private void parents(String path) {
    String relative = relative(path);
    for (int i = relative.indexOf('/'); i > 0; i = relative.indexOf('/', i + 1)) {
      nodes.putIfAbsent(relative.substring(0, i), new Node.Directory(0755, 0));
    }
  }

  private static String relative(String path) {
    String trimmed = path.replaceAll("/+", "/");
    trimmed = trimmed.startsWith("/") ? trimmed.substring(1) : trimmed;
    return trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
  }

  /** Writes the image archive. */
  public void writeTo(Path archive) throws IOException {
    Files.createDirectories(archive.toAbsolutePath().getParent());
    Path layer = Files.createTempFile(archive.toAbsolutePath().getParent(), "layer", ".tar");
    try {
      writeLayer(layer);
      String diffId = sha256(layer);
      byte[] config = config(diffId);
      String configName = sha256(config) + ".json";
      try (OutputStream out = Files.newOutputStream(archive);
          TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        put(tar, configName, config);
        TarArchiveEntry entry = new TarArchiveEntry("layer.tar");
        entry.setSize(Files.size(layer));
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        Files.copy(layer, tar);
        tar.closeArchiveEntry();
        put(tar, "manifest.json", manifest(configName));
      }
    } finally {
      Files.deleteIfExists(layer);
    }
  }

  private void writeLayer(Path layer) throws IOException {
    try (OutputStream out = Files.newOutputStream(layer);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (Map.Entry<String, Node> node : nodes.entrySet()) {
        writeNode(tar, node.getKey(), node.getValue());
      }
    }
  }

  private static void writeNode(TarArchiveOutputStream tar, String name, Node node)
      throws IOException {
    switch (node) {
      case Node.Directory(int mode, int owner) -> {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(mode);
        begin(tar, entry, owner);
      }
      case Node.Link(String target) -> {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        begin(tar, entry, 0);
      }
      case Node.Text(byte[] content, int mode) -> {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        begin(tar, entry, 0);
        tar.write(content);
      }
      case Node.File(Path source, int mode) -> {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(Files.size(source));
        begin(tar, entry, 0);
        Files.copy(source, tar);
      }
    }
    tar.closeArchiveEntry();
  }

  private static void begin(TarArchiveOutputStream tar, TarArchiveEntry entry, int owner)
      throws IOException {
    entry.setModTime(0);
    entry.setIds(owner, owner);
    tar.putArchiveEntry(entry);
  }

  private byte[] config(String diffId) {
    Map<String, Object> run = new LinkedHashMap<>();
    List<String> env = new ArrayList<>(environment);
    if (env.stream().noneMatch(e -> e.startsWith("PATH="))) {
      env.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }
    run.put("Env", env);
    if (!entrypoint.isEmpty()) {
      run.put("Entrypoint", entrypoint);
    }
    if (!command.isEmpty()) {
      run.put("Cmd", command);
    }
    if (!user.isEmpty()) {
      run.put("User", user);
    }
    run.put("WorkingDir", workingDirectory);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", "1970-01-01T00:00:00Z");
    config.put("architecture", architecture());
    config.put("os", "linux");
    config.put("config", run);
    config.put("rootfs", Map.of("type", "layers", "diff_ids", List.of("sha256:" + diffId)));
    return Json.write(config);
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm64";
      default -> "amd64";
    };
  }

  private byte[] manifest(String configName) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("Config", configName);
    manifest.put("RepoTags", List.of(reference));
    manifest.put("Layers", List.of("layer.tar"));
    return Json.write(List.of(manifest));
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = digest();
    try (var in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
