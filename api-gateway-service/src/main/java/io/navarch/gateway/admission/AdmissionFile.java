package io.navarch.gateway.admission;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An {@code AdmissionConfiguration} of {@code apiserver.config.k8s.io}: what single plugins are set
 * up with, in the file itself or in files that it names. Read once, at the start.
 */
public final class AdmissionFile {
  private static final Set<String> KNOWN =
      Set.of(
          EventRateLimitPlugin.NAME,
          ImagePolicyWebhookPlugin.NAME,
          PodNodeSelectorPlugin.NAME,
          PodTolerationRestrictionPlugin.NAME,
          "PodSecurity",
          ResourceQuotaHook.NAME);

  private final Map<String, Map<String, Object>> settings;
  private final Path file;

  private AdmissionFile(Map<String, Map<String, Object>> settings, Path file) {
    this.settings = settings;
    this.file = file;
  }

  /**
   * @param file null where there is none
   * @throws ConfigurationException when it cannot be used
   */
  public static AdmissionFile read(@Nullable Path file) {
    if (file == null) {
      return new AdmissionFile(Map.of(), Path.of("none"));
    }
    Path folder = folder(file);
    return new AdmissionFile(
        ConfigurationFile.read(
            file,
            "apiserver.config.k8s.io",
            Set.of("v1", "v1alpha1"),
            "AdmissionConfiguration",
            root -> plugins(root, folder)),
        file);
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
  }

  private static Map<String, Map<String, Object>> plugins(ConfigurationNode root, Path folder) {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    for (ConfigurationNode plugin : root.only("apiVersion", "kind", "plugins").list("plugins")) {
      String name = plugin.only("name", "path", "configuration").string("name");
      if (!KNOWN.contains(name)) {
        plugin.reject(FieldError.notSupported(plugin.path("name"), name, KNOWN));
      } else if (found.containsKey(name)) {
        plugin.reject(FieldError.duplicate(plugin.path("name"), name));
      } else if (plugin.has("configuration")) {
        found.put(name, plugin.tree("configuration"));
      } else if (!plugin.string("path").isEmpty()) {
        found.put(name, ConfigurationFile.tree(folder.resolve(plugin.string("path"))));
      }
    }
    return found;
  }

  /** Of what a plugin is set up with; empty where it is not. */
  String apiVersion(String plugin) {
    return ApiObject.string(settings.getOrDefault(plugin, Map.of()), "apiVersion");
  }

  /** What a plugin is set up with, read as a configuration of a group and kind. */
  <T> Optional<T> typed(
      String plugin,
      String group,
      Set<String> versions,
      String kind,
      Function<ConfigurationNode, T> reader) {
    return Optional.ofNullable(settings.get(plugin))
        .map(
            tree ->
                named(
                    plugin,
                    () ->
                        ConfigurationFile.parse(Json.write(tree), group, versions, kind, reader)));
  }

  /** What a plugin is set up with, of a plugin whose configuration has no kind. */
  <T> Optional<T> untyped(String plugin, Function<ConfigurationNode, T> reader) {
    return Optional.ofNullable(settings.get(plugin))
        .map(tree -> named(plugin, () -> ConfigurationFile.checked(plugin, tree, reader)));
  }

  /** What is wrong is told with the file and the plugin that it stands in. */
  private <T> T named(String plugin, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          file + ": the configuration of " + plugin + ": " + e.getMessage());
    }
  }

  /** A file that a plugin's settings name; relative names start at the configuration's folder. */
  Path resolve(String name) {
    return folder(file).resolve(name);
  }
}
