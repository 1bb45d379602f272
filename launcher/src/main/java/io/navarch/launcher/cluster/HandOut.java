package io.navarch.launcher.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives each role of a control plane in containers the key and certificate files that it needs, and
 * none besides: the scheduler's container cannot sign tokens or reach the state store.
 */
public final class HandOut {
  private HandOut() {}

  /**
   * The content of every folder.
   *
   * @param data a folder with {@code pki/} and {@code kubeconfig/}
   * @return folder name to file name to content
   */
  public static SortedMap<String, SortedMap<String, byte[]>> read(Path data) throws IOException {
    TreeMap<String, SortedMap<String, byte[]>> folders = new TreeMap<>();
    for (Map.Entry<String, SortedMap<String, Path>> folder : ContainerRole.files().entrySet()) {
      TreeMap<String, byte[]> files = new TreeMap<>();
      for (Map.Entry<String, Path> file : folder.getValue().entrySet()) {
        files.put(file.getKey(), Files.readAllBytes(data.resolve(file.getValue())));
      }
      folders.put(folder.getKey(), files);
    }
    return folders;
  }

  /** Writes the folders below another one; only their owner can read the files. */
  public static void write(SortedMap<String, SortedMap<String, byte[]>> folders, Path target)
      throws IOException {
    for (Map.Entry<String, SortedMap<String, byte[]>> folder : folders.entrySet()) {
      Path directory = Files.createDirectories(target.resolve(folder.getKey()));
      for (Map.Entry<String, byte[]> file : folder.getValue().entrySet()) {
        Path part =
            Files.createTempFile(
                directory,
                ".new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(part, file.getValue());
        Files.move(part, directory.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
