package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.registry.Representation.Form;
import io.navarch.gateway.registry.Representation.Media;
import io.navarch.gateway.registry.Representation.Offer;
import io.navarch.model.status.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is chosen from an Accept header, for each kind of endpoint. */
class RepresentationTest {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private static final String ACCEPTED = "only the following media types are accepted: ";
  private static final String OBJECTS =
      ACCEPTED + "application/json, application/yaml, application/vnd.kubernetes.protobuf";
  private static final String STREAMS =
      ACCEPTED + "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

  private static Representation chosen(String accept, Offer offer) {
    return Representation.negotiate(accept, false, "", offer);
  }

  @Test
  void customKindsHaveNoProtobufOfTheirOwn() {
    assertThat(chosen(PROTOBUF + ",application/json", Offer.CUSTOM_OBJECTS).media())
        .isEqualTo(Media.JSON);
    assertThat(chosen(PROTOBUF + ",application/json", Offer.OBJECTS).media())
        .isEqualTo(Media.PROTOBUF);
    Representation partial =
        chosen(PROTOBUF + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1", Offer.CUSTOM_OBJECTS);
    assertThat(partial.media()).isEqualTo(Media.PROTOBUF);
    assertThat(partial.form()).isEqualTo(Form.PARTIAL_METADATA);
    assertThatThrownBy(() -> chosen(PROTOBUF, Offer.CUSTOM_OBJECTS))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("only the following media types are accepted");
  }

  @Test
  void watchesStreamJsonOrProtobuf() {
    assertThat(chosen("*/*,image/png", Offer.OBJECTS).media()).isEqualTo(Media.JSON);
    Representation best = chosen("application/yaml,*/*;q=0.1", Offer.OBJECTS);
    assertThatThrownBy(best::requireStream).as("the best one counts").hasMessage(STREAMS);
    assertThat(chosen("application/yaml;stream=watch,application/json", Offer.OBJECTS).media())
        .isEqualTo(Media.JSON);
    assertThat(chosen("application/json;stream=watch", Offer.OBJECTS).media())
        .isEqualTo(Media.JSON);
    for (String accept : List.of("application/json;stream=else", "text/html")) {
      assertThatThrownBy(() -> chosen(accept, Offer.OBJECTS)).hasMessage(OBJECTS);
    }
  }

  @Test
  void tablesHaveKnownParts() {
    String table = "application/json;as=Table;g=meta.k8s.io;v=v1";
    assertThat(Representation.negotiate(table, false, "None", Offer.OBJECTS).includeObject())
        .isEqualTo("None");
    Representation unknown = Representation.negotiate(table, false, "All", Offer.OBJECTS);
    assertThatThrownBy(unknown::requireParts)
        .hasMessage(
            "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must"
                + " be 'Metadata', 'Object', 'None', or empty");
  }

  @Test
  void errorsHaveNoGeneralForms() {
    String accept =
        PROTOBUF + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/yaml,image/png";
    assertThat(Representation.ofStatus(accept, false).media()).isEqualTo(Media.YAML);
    Representation unasked = Representation.ofStatus("image/png", false);
    assertThat(unasked.media()).isEqualTo(Media.JSON);
    assertThat(unasked.pretty()).isTrue();
    assertThat(Representation.ofStatus(null, false)).isEqualTo(Representation.JSON);
  }

  @Test
  void formsOfOtherGroupsAreUnknown() {
    assertThat(
            chosen("application/json;as=Table;g=meta.k8s.io;v=v2,application/json", Offer.OBJECTS))
        .isEqualTo(Representation.JSON);
    assertThat(chosen("application/json;as=Box;g=meta.k8s.io;v=v1,*/*", Offer.OBJECTS).form())
        .isEqualTo(Form.OBJECT);
    assertThat(
            chosen("application/json;as=Table;g=meta.k8s.io;v=v1beta1", Offer.OBJECTS)
                .metaApiVersion())
        .isEqualTo("meta.k8s.io/v1beta1");
  }
}
