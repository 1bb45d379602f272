package io.navarch.gateway.callout;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.YamlTree;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The current context of a kubeconfig file, as webhooks are configured by: a server with its
 * authority, and a client certificate, a token or a name and password.
 */
record CalloutKubeconfig(URI server, String authorization, SSLContext tls) {
  static CalloutKubeconfig read(Path file) {
    try {
      Map<String, Object> root = YamlTree.readObject(Files.readAllBytes(file));
      Map<String, Object> context = current(root);
      Map<String, Object> cluster =
          named(root, "clusters", ApiObject.string(context, "cluster"), "cluster");
      Map<String, Object> user =
          ApiObject.string(context, "user").isEmpty()
              ? Map.of()
              : named(root, "users", ApiObject.string(context, "user"), "user");
      URI server = URI.create(ApiObject.string(cluster, "server"));
      if (server.getHost() == null || !"https".equals(server.getScheme())) {
        throw new ConfigurationException("the cluster's server must be an https URL");
      }
      Path folder = file.toAbsolutePath().getParent();
      return new CalloutKubeconfig(server, authorization(user, folder), tls(cluster, user, folder));
    } catch (IOException
        | DecodeException
        | PkiException
        | GeneralSecurityException
        | IllegalArgumentException
        | ConfigurationException e) {
      throw new ConfigurationException(file + " cannot be used: " + e.getMessage());
    }
  }

  private static Map<String, Object> current(Map<String, Object> root) {
    String name = ApiObject.string(root, "current-context");
    if (name.isEmpty()) {
      throw new ConfigurationException("it names no current-context");
    }
    return named(root, "contexts", name, "context");
  }

  private static Map<String, Object> named(
      Map<String, Object> root, String list, String name, String member) {
    for (Object item : ApiObject.listAt(root, list)) {
      if (item instanceof Map<?, ?> entry && name.equals(entry.get("name"))) {
        return entry.get(member) instanceof Map<?, ?> map ? cast(map) : Map.of();
      }
    }
    throw new ConfigurationException("there is no \"" + name + "\" among " + list);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private static String authorization(Map<String, Object> user, @Nullable Path folder)
      throws IOException {
    String token = ApiObject.string(user, "token");
    String tokenFile = ApiObject.string(user, "tokenFile");
    if (token.isEmpty() && !tokenFile.isEmpty()) {
      token = Files.readString(resolved(folder, tokenFile)).strip();
    }
    if (!token.isEmpty()) {
      return "Bearer " + token;
    }
    String name = ApiObject.string(user, "username");
    return name.isEmpty()
        ? ""
        : "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (name + ":" + ApiObject.string(user, "password"))
                        .getBytes(StandardCharsets.UTF_8));
  }

  private static Path resolved(@Nullable Path folder, String name) {
    return folder == null ? Path.of(name) : folder.resolve(name);
  }

  private static SSLContext tls(
      Map<String, Object> cluster, Map<String, Object> user, @Nullable Path folder)
      throws GeneralSecurityException, IOException {
    String authority = pem(cluster, "certificate-authority", folder);
    String certificate = pem(user, "client-certificate", folder);
    String key = pem(user, "client-key", folder);
    return context(authority, certificate, key);
  }

  private static String pem(Map<String, Object> map, String name, @Nullable Path folder) {
    String data = ApiObject.string(map, name + "-data");
    if (!data.isEmpty()) {
      return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }
    String file = ApiObject.string(map, name);
    return file.isEmpty() ? "" : Pem.read(resolved(folder, file));
  }

  /** The system's authorities where none is given. */
  static SSLContext context(String authority, String certificate, String key)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        certificate.isEmpty() ? null : TlsMaterial.keys(certificate, key),
        authority.isEmpty() ? null : TlsMaterial.trust(Pem.certificates(authority)),
        null);
    return context;
  }
}
