package io.navarch.gateway.configfile;

import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.YamlTree;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads a configuration file of one kind, YAML or JSON, strictly. */
public final class ConfigurationFile {
  private ConfigurationFile() {}

  /**
   * @param group of the file's apiVersion
   * @param versions of the group that are understood
   * @param reader makes the configuration; reports what is wrong to the node it stands in
   * @throws ConfigurationException when the file is missing, malformed or wrong
   */
  public static <T> T read(
      Path file,
      String group,
      Set<String> versions,
      String kind,
      Function<ConfigurationNode, T> reader) {
    try {
      return parse(Files.readAllBytes(file), group, versions, kind, reader);
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e.getMessage());
    } catch (ConfigurationException e) {
      throw new ConfigurationException(file + ": " + e.getMessage());
    }
  }

  /** As {@link #read}, from the file's bytes. */
  public static <T> T parse(
      byte[] bytes,
      String group,
      Set<String> versions,
      String kind,
      Function<ConfigurationNode, T> reader) {
    Map<String, Object> root = tree(bytes);
    String apiVersion = ApiObject.string(root, "apiVersion");
    boolean known = versions.stream().anyMatch(v -> apiVersion.equals(group + "/" + v));
    if (!known || !kind.equals(ApiObject.string(root, "kind"))) {
      throw new ConfigurationException(
          "expected a " + kind + " of " + group + " in one of the versions " + versions);
    }
    return checked(kind, root, reader);
  }

  /** Reads an object that was decoded already; {@code kind} says in errors what it is. */
  public static <T> T checked(
      String kind, Map<String, Object> root, Function<ConfigurationNode, T> reader) {
    List<FieldError> errors = new ArrayList<>();
    T made = reader.apply(new ConfigurationNode("", root, errors));
    if (!errors.isEmpty()) {
      throw ConfigurationException.of("the " + kind + " is wrong", errors);
    }
    return made;
  }

  /**
   * The object of a file, whatever its kind.
   *
   * @throws ConfigurationException when the file is missing or malformed
   */
  public static Map<String, Object> tree(Path file) {
    try {
      return tree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e.getMessage());
    } catch (ConfigurationException e) {
      throw new ConfigurationException(file + ": " + e.getMessage());
    }
  }

  private static Map<String, Object> tree(byte[] bytes) {
    try {
      return YamlTree.readObject(bytes);
    } catch (DecodeException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }
}
