package io.navarch.model.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The API's messages as the official Java client publishes them. */
final class PublishedMessages {
  private static final List<String> FILES =
      List.of(
          "IntStr",
          "Meta",
          "Resource",
          "Runtime",
          "V1",
          "V1Admission",
          "V1Admissionregistration",
          "V1Apiextensions",
          "V1Apps",
          "V1Authentication",
          "V1Authorization",
          "V1Autoscaling",
          "V1Batch",
          "V1Certificates",
          "V1Coordination",
          "V1Discovery",
          "V1Events",
          "V1Flowcontrol",
          "V1Networking",
          "V1Node",
          "V1Policy",
          "V1Rbac",
          "V1Resource",
          "V1Scheduling",
          "V1Storage",
          "V2Apidiscovery",
          "V2Autoscaling");

  private static final Map<String, Descriptors.Descriptor> DESCRIPTORS = load();

  private PublishedMessages() {}

  private static Map<String, Descriptors.Descriptor> load() {
    Map<String, Descriptors.Descriptor> found = new HashMap<>();
    for (String file : FILES) {
      try {
        Object descriptor =
            Class.forName("io.kubernetes.client.proto." + file)
                .getMethod("getDescriptor")
                .invoke(null);
        for (Descriptors.Descriptor message :
            ((Descriptors.FileDescriptor) descriptor).getMessageTypes()) {
          found.put(message.getFullName(), message);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return found;
  }

  /** By the name of the OpenAPI definition; null where the client has none. */
  static Descriptors.Descriptor descriptor(String definition) {
    return DESCRIPTORS.get(definition.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_'));
  }

  static ByteString raw(Message envelope) {
    return (ByteString) envelope.getField(envelope.getDescriptorForType().findFieldByName("raw"));
  }

  /** Where a message holds bytes that its descriptor does not explain. */
  static List<String> unknownFields(Message message) {
    List<String> unknown = new ArrayList<>();
    collect(message, message.getDescriptorForType().getName(), unknown);
    return unknown;
  }

  private static void collect(Message message, String path, List<String> unknown) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      unknown.add(path + " " + message.getUnknownFields().asMap().keySet());
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getJavaType() == Descriptors.FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
                values.forEach(v -> collect((Message) v, path + "." + field.getName(), unknown));
              }
            });
  }
}
