package io.navarch.gateway.strategy;

import io.navarch.model.decode.JsonText;
import io.navarch.model.format.Formats;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Secrets: {@code stringData} goes into {@code data}, and each type needs its keys. */
final class SecretStrategy extends KindStrategy {
  private static final int MAX_BYTES = 1 << 20;

  SecretStrategy() {
    super(null);
  }

  @Override
  public void applyDefaults(ApiObject secret) {
    Map<String, Object> plain = ApiObject.mapAt(secret.root(), "stringData");
    if (!plain.isEmpty()) {
      Map<String, Object> data = ApiObject.child(secret.root(), "data");
      plain.forEach(
          (key, value) ->
              data.put(
                  key,
                  Base64.getEncoder()
                      .encodeToString(String.valueOf(value).getBytes(StandardCharsets.UTF_8))));
    }
    secret.root().remove("stringData");
  }

  @Override
  public void prepareForUpdate(ApiObject secret, ApiObject old, String subresource) {
    if (ApiObject.string(secret.root(), "type").isEmpty()) {
      secret.root().put("type", ApiObject.string(old.root(), "type"));
    }
  }

  @Override
  void check(Field secret) {
    Field data = secret.at("data");
    long total = 0;
    for (String key : data.keys()) {
      Formats.configMapKey(key).forEach(m -> data.key(key).invalid(key, m));
      total += ConfigMapStrategy.decodedLength(data.key(key).string());
    }
    if (total > MAX_BYTES) {
      data.tooLong(MAX_BYTES);
    }
    switch (secret.at("type").string()) {
      case "kubernetes.io/service-account-token" ->
          secret
              .at("metadata", "annotations")
              .key("kubernetes.io/service-account.name")
              .requirePresent();
      case "kubernetes.io/dockercfg" -> json(data.key(".dockercfg"));
      case "kubernetes.io/dockerconfigjson" -> json(data.key(".dockerconfigjson"));
      case "kubernetes.io/basic-auth" -> {
        if (!data.keys().contains("username") && !data.keys().contains("password")) {
          data.key("username").required("");
          data.key("password").required("");
        }
      }
      case "kubernetes.io/ssh-auth" -> data.key("ssh-privatekey").requirePresent();
      case "kubernetes.io/tls" -> {
        for (String key : new String[] {"tls.crt", "tls.key"}) {
          if (!data.keys().contains(key)) {
            data.key(key).required("");
          }
        }
      }
      default -> {}
    }
  }

  private static void json(Field value) {
    if (!value.isSet()) {
      value.required("");
      return;
    }
    try {
      JsonText.requireObject(Base64.getDecoder().decode(value.string()));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      value.invalid("<secret contents redacted>", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<String> warnings(ApiObject secret) {
    if (!ApiObject.string(secret.root(), "type").equals("kubernetes.io/tls")) {
      return List.of();
    }
    Map<String, Object> data = ApiObject.mapAt(secret.root(), "data");
    for (String[] part : new String[][] {{"tls.crt", "certificate"}, {"tls.key", "key"}}) {
      if (!isPem(ApiObject.string(data, part[0]))) {
        return List.of("tls: failed to find any PEM data in " + part[1] + " input");
      }
    }
    return List.of();
  }

  private static boolean isPem(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  void checkChange(Field secret, Field old) {
    secret.at("type").immutable(old.at("type"));
    if (!old.at("immutable").isTrue()) {
      return;
    }
    if (!secret.at("immutable").isTrue()) {
      secret.at("immutable").forbidden("field is immutable when `immutable` is set");
    }
    if (!secret.at("data").sameAs(old.at("data"))) {
      secret.at("data").forbidden("field is immutable when `immutable` is set");
    }
  }
}
