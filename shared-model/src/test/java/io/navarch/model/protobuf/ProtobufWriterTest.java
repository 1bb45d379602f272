package io.navarch.model.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of every kind, against our reader and against the API's published descriptors. */
final class ProtobufWriterTest {
  private static final int OBJECTS_A_KIND = 12;

  static Stream<GroupVersionKind> kinds() {
    return BuiltinSchemas.instance().kinds().keySet().stream()
        .filter(ProtobufWriter::knows)
        .sorted(Comparator.comparing(GroupVersionKind::toString));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void objectsComeBackAsTheyWere(GroupVersionKind kind) {
    for (int seed = 0; seed < OBJECTS_A_KIND; seed++) {
      Map<String, Object> object = new RandomObjects(new Random(seed)).object(kind);
      Map<String, Object> read = ProtobufReader.read(ProtobufWriter.write(Json.write(object)));
      assertThat(Json.equal(read, object))
          .as("seed %d: %s became %s", seed, Json.writeString(object), Json.writeString(read))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void messagesFitThePublishedDescriptors(GroupVersionKind kind) throws Exception {
    String definition = BuiltinSchemas.instance().byKind(kind).orElseThrow().name();
    Descriptors.Descriptor descriptor = PublishedMessages.descriptor(definition);
    if (descriptor == null) {
      assertThat(definition).startsWith("io.k8s.kube-aggregator.");
      return;
    }
    for (int seed = 0; seed < OBJECTS_A_KIND; seed++) {
      Map<String, Object> object = new RandomObjects(new Random(seed)).object(kind);
      byte[] bytes = ProtobufWriter.write(Json.write(object));
      Message envelope =
          DynamicMessage.parseFrom(
              PublishedMessages.descriptor("io.k8s.apimachinery.pkg.runtime.Unknown"),
              Arrays.copyOfRange(bytes, 4, bytes.length));
      Message message = DynamicMessage.parseFrom(descriptor, PublishedMessages.raw(envelope));
      assertThat(PublishedMessages.unknownFields(message)).as("seed " + seed).isEmpty();
      assertThat(PublishedMessages.unknownFields(envelope)).isEmpty();
    }
  }

  @Test
  void writesAPodAsTheApiDoes() throws Exception {
    byte[] bytes =
        ProtobufWriter.write(
            """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","creationTimestamp":null},
             "spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c",
             "readinessProbe":{"httpGet":{"port":"web"},"periodSeconds":3}}]}}
            """
                .getBytes());
    assertThat(Arrays.copyOf(bytes, 4)).containsExactly('k', '8', 's', 0);
    Message envelope =
        DynamicMessage.parseFrom(
            PublishedMessages.descriptor("io.k8s.apimachinery.pkg.runtime.Unknown"),
            Arrays.copyOfRange(bytes, 4, bytes.length));
    String pod =
        DynamicMessage.parseFrom(
                PublishedMessages.descriptor("io.k8s.api.core.v1.Pod"),
                PublishedMessages.raw(envelope))
            .toString();
    assertThat(envelope.toString()).contains("apiVersion: \"v1\"", "kind: \"Pod\"");
    assertThat(pod.replaceAll("\\s+", " "))
        .isEqualTo(
            "metadata { name: \"a\" } spec { volumes { name: \"v\" volumeSource { emptyDir { } } }"
                + " containers { name: \"c\" readinessProbe { handler { httpGet { port { type: 1"
                + " intVal: 0 strVal: \"web\" } } } periodSeconds: 3 } } } ");
  }

  @Test
  void writesGeneralForms() {
    byte[] partial =
        ProtobufWriter.write(
            """
            {"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":
            {"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}
            """
                .getBytes());
    assertThat(new String(partial, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("meta.k8s.io/v1")
        .contains("PartialObjectMetadataList");
  }

  @Test
  void framesWatchEventsByLength() throws Exception {
    byte[] object =
        ProtobufWriter.write(
            "{\"apiVersion\":\"v1\",\"metadata\":{},\"kind\":\"Secret\"}".getBytes());
    byte[] frame = ProtobufWriter.watchFrame("ADDED", object);
    assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
    Message event =
        DynamicMessage.parseFrom(
            PublishedMessages.descriptor("io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent"),
            Arrays.copyOfRange(frame, 4, frame.length));
    assertThat(event.toString()).contains("type: \"ADDED\"");
    assertThat(PublishedMessages.unknownFields(event)).isEmpty();
  }

  @Test
  void customKindsHaveNoProtobufForm() {
    assertThat(ProtobufWriter.knows(new GroupVersionKind("example.com", "v1", "Ship"))).isFalse();
    assertThatThrownBy(
            () ->
                ProtobufWriter.write(
                    "{\"kind\":\"Ship\",\"apiVersion\":\"example.com/v1\"}".getBytes()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFieldNumbersAreThePublishedOnes() {
    for (String message : List.of("core.v1.PodSpec", "core.v1.Container", "apps.v1.Deployment")) {
      Descriptors.Descriptor published = PublishedMessages.descriptor("io.k8s.api." + message);
      ProtobufFields.of("io.k8s.api." + message)
          .forEach(
              (number, field) ->
                  assertThat(published.findFieldByNumber(number).getName())
                      .isEqualTo(field.name()));
    }
  }
}
