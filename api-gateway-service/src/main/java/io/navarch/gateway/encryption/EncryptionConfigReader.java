package io.navarch.gateway.encryption;

import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.cel.GoDuration;
import io.navarch.model.status.FieldError;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rules of an {@code EncryptionConfiguration} ({@code apiserver.config.k8s.io/v1}).
 * Checks what upstream checks, under the same field paths; the text of a key never goes into an
 * error.
 */
final class EncryptionConfigReader {
  private static final Duration KMS_TIMEOUT = Duration.ofSeconds(3);
  private static final Set<Integer> AES_KEYS = Set.of(16, 24, 32);
  private static final Set<Integer> SECRETBOX_KEYS = Set.of(32);

  private final Duration kmsAskedEvery;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final EnvelopeMetrics metrics;

  /**
   * @param kmsAskedEvery how often key management plugins are asked for their state
   */
  EncryptionConfigReader(
      Duration kmsAskedEvery,
      SecureRandom random,
      InstantSource clock,
      Supplier<String> ids,
      EnvelopeMetrics metrics) {
    this.kmsAskedEvery = kmsAskedEvery;
    this.random = random;
    this.clock = clock;
    this.ids = ids;
    this.metrics = metrics;
  }

  EncryptionRules read(ConfigurationNode root) {
    List<ConfigurationNode> entries =
        root.only("apiVersion", "kind", "metadata", "resources").list("resources");
    if (entries.isEmpty()) {
      root.reject(FieldError.required("resources", "at least one resources is required"));
    }
    Map<StoredResource, List<Provider>> byResource = new LinkedHashMap<>();
    Map<String, KmsPlugin> plugins = new LinkedHashMap<>();
    for (ConfigurationNode entry : entries) {
      entry.only("resources", "providers");
      List<Provider> providers = providers(entry, plugins);
      for (StoredResource resource : ResourceNames.read(entry)) {
        requireReachable(entry, resource, byResource.keySet());
        byResource.computeIfAbsent(resource, _ -> new ArrayList<>()).addAll(providers);
      }
    }
    Map<StoredResource, Providers> rules = new LinkedHashMap<>();
    byResource.forEach(
        (resource, chain) -> {
          if (!chain.isEmpty()) {
            rules.put(resource, new Providers(chain));
          }
        });
    return new EncryptionRules(rules, List.copyOf(plugins.values()));
  }

  /** A rule behind one that already takes its resources would never be used. */
  private static void requireReachable(
      ConfigurationNode entry, StoredResource resource, Set<StoredResource> earlier) {
    StoredResource group = new StoredResource(resource.group(), "*");
    StoredResource all = new StoredResource("*", "*");
    for (StoredResource wider : List.of(group, all)) {
      if (!wider.equals(resource) && earlier.contains(wider)) {
        entry.reject(
            FieldError.invalid(
                entry.path("resources"),
                ResourceNames.written(resource),
                "masked by the earlier rule \"" + ResourceNames.written(wider) + "\""));
      }
    }
  }

  private List<Provider> providers(ConfigurationNode entry, Map<String, KmsPlugin> plugins) {
    List<ConfigurationNode> nodes = entry.list("providers");
    if (nodes.isEmpty()) {
      entry.reject(
          FieldError.required(
              entry.path("providers"), "at least one " + entry.path("providers") + " is required"));
    }
    List<Provider> chain = new ArrayList<>();
    for (ConfigurationNode node : nodes) {
      node.only("identity", "aesgcm", "aescbc", "secretbox", "kms");
      List<String> kinds =
          List.of("identity", "aesgcm", "aescbc", "secretbox", "kms").stream()
              .filter(node::has)
              .toList();
      if (kinds.size() != 1) {
        node.reject(
            FieldError.invalid(
                node.path(),
                FieldError.OMITTED,
                kinds.isEmpty()
                    ? "provider does not contain any of the expected providers: KMS, AESGCM,"
                        + " AESCBC, Secretbox, Identity"
                    : "more than one provider specified in a single element, should split into"
                        + " different list elements"));
        continue;
      }
      ConfigurationNode settings = node.child(kinds.getFirst());
      if (settings != null) {
        chain.addAll(provider(kinds.getFirst(), settings, plugins));
      }
    }
    return chain;
  }

  private List<? extends Provider> provider(
      String kind, ConfigurationNode settings, Map<String, KmsPlugin> plugins) {
    return switch (kind) {
      case "identity" -> List.of(new Provider.Identity());
      case "aesgcm" -> keys(kind, settings, AES_KEYS, key -> new AesGcmCipher(key, random));
      case "aescbc" -> keys(kind, settings, AES_KEYS, key -> new AesCbcCipher(key, random));
      case "secretbox" ->
          keys(kind, settings, SECRETBOX_KEYS, key -> new SecretboxCipher(key, random));
      default -> {
        KmsPlugin plugin = plugin(settings, plugins);
        yield plugin == null ? List.of() : List.of(plugin);
      }
    };
  }

  private interface CipherMaker {
    ValueCipher of(byte[] key);
  }

  private static List<Provider> keys(
      String kind, ConfigurationNode settings, Set<Integer> lengths, CipherMaker maker) {
    List<ConfigurationNode> nodes = settings.only("keys").list("keys");
    if (nodes.isEmpty()) {
      settings.reject(FieldError.required(settings.path("keys"), "at least one keys is required"));
    }
    List<Provider> keys = new ArrayList<>();
    for (ConfigurationNode node : nodes) {
      node.only("name", "secret");
      String name = node.string("name");
      if (name.isEmpty()) {
        node.reject(FieldError.required(node.path("name"), "name is a mandatory field for a key"));
      }
      byte[] secret = secret(node, lengths);
      if (secret != null) {
        keys.add(Provider.Keyed.of("k8s:enc:" + kind + ":v1:", name, maker.of(secret)));
      }
    }
    return keys;
  }

  private static byte @Nullable [] secret(ConfigurationNode node, Set<Integer> lengths) {
    String text = node.string("secret");
    if (text.isEmpty()) {
      node.reject(
          FieldError.required(node.path("secret"), "secret is a mandatory field for a key"));
      return null;
    }
    try {
      byte[] secret = Base64.getDecoder().decode(text);
      if (lengths.contains(secret.length)) {
        return secret;
      }
      node.reject(
          FieldError.invalid(
              node.path("secret"),
              "REDACTED",
              "secret is not of the expected length, got "
                  + secret.length
                  + ", expected one of "
                  + lengths.stream()
                      .sorted()
                      .map(String::valueOf)
                      .collect(Collectors.joining(" ", "[", "]"))));
    } catch (IllegalArgumentException e) {
      node.reject(
          FieldError.invalid(node.path("secret"), "REDACTED", "secrets must be base64 encoded"));
    }
    return null;
  }

  private @Nullable KmsPlugin plugin(ConfigurationNode node, Map<String, KmsPlugin> plugins) {
    node.only("apiVersion", "name", "endpoint", "timeout", "cachesize");
    Set<String> wrong = new HashSet<>();
    String version = node.string("apiVersion");
    String name = node.string("name");
    if (!checkName(node, name, plugins.keySet())) {
      wrong.add("name");
    }
    Duration timeout = node.duration("timeout", KMS_TIMEOUT);
    if (timeout.isNegative() || timeout.isZero()) {
      node.reject(
          FieldError.invalid(
              node.path("timeout"),
              GoDuration.write(timeout),
              "timeout should be a positive value"));
    }
    if (node.has("cachesize")) {
      node.reject(
          FieldError.invalid(
              node.path("cachesize"),
              node.number("cachesize", 0),
              "cachesize is not supported in v2"));
    }
    if (!version.equals("v2")) {
      wrong.add("apiVersion");
      node.reject(
          FieldError.invalid(
              node.path("apiVersion"),
              version,
              "unsupported apiVersion for KMS provider, only v2 is supported"));
    }
    Path socket = socket(node);
    if (socket == null || !wrong.isEmpty()) {
      return null;
    }
    KmsPlugin plugin =
        new KmsPlugin(
            name,
            new KmsService(socket, timeout, name, metrics),
            kmsAskedEvery,
            random,
            clock,
            ids,
            metrics);
    plugins.put(name, plugin);
    return plugin;
  }

  private static boolean checkName(ConfigurationNode node, String name, Set<String> taken) {
    String path = node.path("name");
    if (name.isEmpty()) {
      node.reject(FieldError.required(path, "name is a mandatory field for a provider"));
    } else if (name.contains(":")) {
      node.reject(
          FieldError.invalid(
              path, name, "invalid KMS provider name " + name + ", must not contain ':'"));
    } else if (taken.contains(name)) {
      node.reject(
          FieldError.invalid(
              path, name, "duplicate KMS provider name " + name + ", names must be unique"));
    } else {
      return true;
    }
    return false;
  }

  private static @Nullable Path socket(ConfigurationNode node) {
    String path = node.path("endpoint");
    String endpoint = node.string("endpoint");
    if (endpoint.isEmpty()) {
      node.reject(FieldError.invalid(path, "", "endpoint is a mandatory field for a kms"));
      return null;
    }
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      node.reject(
          FieldError.invalid(
              path, endpoint, "invalid endpoint for kms provider, error: " + e.getMessage()));
      return null;
    }
    if (!"unix".equals(uri.getScheme())) {
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      node.reject(
          FieldError.invalid(
              path,
              endpoint,
              "unsupported scheme \"" + scheme + "\" for KMS provider, only unix is supported"));
      return null;
    }
    if (uri.getPath() == null || uri.getPath().isEmpty()) {
      node.reject(FieldError.invalid(path, endpoint, "must name a Unix socket"));
      return null;
    }
    return Path.of(uri.getPath());
  }
}
