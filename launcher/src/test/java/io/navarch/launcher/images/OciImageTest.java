package io.navarch.launcher.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciImageTest {
  @TempDir private Path folder;

  private OciImage image() throws Exception {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!/bin/sh\n");
    return new OciImage("navarch.io/x:1")
        .file("/usr/bin/program", program, 0755)
        .link("/bin/sh", "../usr/bin/program")
        .text("/etc/passwd", "root:x:0:0::/:/bin/sh\n", 0644)
        .entrypoint("/usr/bin/program")
        .environment("A", "b")
        .user("1000");
  }

  @Test
  void theArchiveNamesItsImageConfigurationAndLayer() throws Exception {
    Path archive = folder.resolve("x.tar");
    image().writeTo(archive);
    Map<String, byte[]> files = untar(Files.readAllBytes(archive));
    Map<?, ?> manifest = (Map<?, ?>) ((List<?>) Json.read(files.get("manifest.json"))).getFirst();
    assertThat(manifest.get("RepoTags")).isEqualTo(List.of("navarch.io/x:1"));
    Map<String, Object> config = Json.readObject(files.get((String) manifest.get("Config")));
    assertThat(Json.writeString(config.get("config")))
        .contains("\"A=b\"", "PATH=", "\"Entrypoint\":[\"/usr/bin/program\"]", "\"User\":\"1000\"");
    assertThat(untar(files.get("layer.tar")).keySet())
        .containsExactly(
            "bin/", "bin/sh", "etc/", "etc/passwd", "usr/", "usr/bin/", "usr/bin/program");
  }

  @Test
  void equalContentGivesEqualBytes() throws Exception {
    image().writeTo(folder.resolve("one.tar"));
    image().writeTo(folder.resolve("two.tar"));
    assertThat(folder.resolve("one.tar")).hasSameBinaryContentAs(folder.resolve("two.tar"));
  }

  private static Map<String, byte[]> untar(byte[] archive) throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        files.put(e.getName(), in.readAllBytes());
      }
    }
    return files;
  }
}
