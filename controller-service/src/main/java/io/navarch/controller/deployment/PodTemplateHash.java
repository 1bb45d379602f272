package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The label that tells the pods of one revision of a template from those of another. */
public final class PodTemplateHash {

  static final String LABEL = "pod-template-hash";
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private PodTemplateHash() {}

  /**
   * A short name for an encoded template: the same for the same text and collision count, without
   * vowels, so that it spells no word.
   */
  public static String of(String encodedTemplate, @Nullable Integer collisions) {
    int hash = 0x811c9dc5;
    hash = mix(hash, encodedTemplate);
    if (collisions != null && collisions != 0) {
      hash = mix(hash, "#" + collisions);
    }
    StringBuilder name = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      name.append(LETTERS.charAt(digit % LETTERS.length()));
    }
    return name.toString();
  }

  /** Whether two templates are the same but for the hash label. */
  static boolean sameButForHash(PodTemplateSpec one, PodTemplateSpec other) {
    return Objects.equals(one.getSpec(), other.getSpec()) && without(one).equals(without(other));
  }

  static Map<String, String> with(@Nullable Map<String, String> labels, String hash) {
    Map<String, String> after = new LinkedHashMap<>(labels == null ? Map.of() : labels);
    after.put(LABEL, hash);
    return after;
  }

  private static PodTemplateSpec without(PodTemplateSpec template) {
    PodTemplateSpec copy =
        new PodTemplateSpecBuilder(template).editOrNewMetadata().endMetadata().build();
    Map<String, String> labels = new LinkedHashMap<>();
    if (copy.getMetadata().getLabels() != null) {
      labels.putAll(copy.getMetadata().getLabels());
    }
    labels.remove(LABEL);
    copy.getMetadata().setLabels(labels);
    return copy;
  }

  private static int mix(int hash, String text) {
    int mixed = hash;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      mixed = (mixed ^ (each & 0xff)) * 0x01000193;
    }
    return mixed;
  }
}
