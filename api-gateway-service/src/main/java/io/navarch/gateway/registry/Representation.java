package io.navarch.gateway.registry;

import io.navarch.gateway.discovery.MediaRange;
import io.navarch.model.status.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants answers written, from its {@code Accept} header.
 *
 * @param includeObject what a table row holds of its object: {@code None}, {@code Metadata} or
 *     {@code Object}
 * @param metaVersion of the general forms: {@code v1} or {@code v1beta1}
 */
public record Representation(
    Media media, Form form, boolean pretty, String includeObject, String metaVersion) {

  private static final String DEFAULT_INCLUDE = "Metadata";
  private static final String V1 = "v1";

  public static final Representation JSON =
      new Representation(Media.JSON, Form.OBJECT, false, DEFAULT_INCLUDE, V1);

  /** The encodings, in the order in which a wildcard finds them. */
  public enum Media {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String contentType;

    Media(String contentType) {
      this.contentType = contentType;
    }

    public String contentType() {
      return contentType;
    }

    /** The type of a watch's answer. */
    String streamType() {
      return this == JSON ? contentType : contentType + ";stream=watch";
    }

    boolean streams() {
      return this != YAML;
    }
  }

  /** The object itself, or one of the general forms of meta.k8s.io. */
  public enum Form {
    OBJECT,
    TABLE,
    PARTIAL_METADATA
  }

  /** What an endpoint can answer with. */
  public enum Offer {
    /** Built-in kinds. */
    OBJECTS(true, true, false),
    BUILTIN_WATCH(true, true, true),
    /** Custom kinds have no protobuf form of their own. */
    CUSTOM_OBJECTS(false, true, false),
    CUSTOM_WATCH(false, true, true),
    /** Errors and other answers that have no general forms. */
    PLAIN(true, false, false);

    private final boolean protobuf;
    private final boolean forms;
    private final boolean stream;

    Offer(boolean protobuf, boolean forms, boolean stream) {
      this.protobuf = protobuf;
      this.forms = forms;
      this.stream = stream;
    }

    private boolean allows(Media media, Form form) {
      boolean streamable = !stream || media.streams();
      return streamable
          && switch (form) {
            case OBJECT -> protobuf || media != Media.PROTOBUF;
            case TABLE -> forms && media != Media.PROTOBUF;
            case PARTIAL_METADATA -> forms;
          };
    }

    private String refusal() {
      return stream
          ? "only the following media types are accepted: application/json;stream=watch,"
              + " application/vnd.kubernetes.protobuf;stream=watch"
          : "only the following media types are accepted: application/json, application/yaml,"
              + " application/vnd.kubernetes.protobuf";
    }
  }

  /** Whether the stored bytes can be sent as they are. */
  boolean isPlain() {
    return media == Media.JSON && form == Form.OBJECT && !pretty;
  }

  /** The apiVersion of the general forms. */
  String metaApiVersion() {
    return "meta.k8s.io/" + metaVersion;
  }

  /**
   * @param accept null where the client sent none
   * @throws ApiException 406 if the client takes nothing that can be made
   */
  public static Representation negotiate(
      @Nullable String accept, boolean pretty, String includeObject, Offer offer) {
    String include = includeObject.isEmpty() ? DEFAULT_INCLUDE : includeObject;
    if (accept == null || accept.isBlank() || accept.equals("application/json")) {
      return pretty || !include.equals(DEFAULT_INCLUDE)
          ? new Representation(Media.JSON, Form.OBJECT, pretty, include, V1)
          : JSON;
    }
    for (MediaRange range : MediaRange.parse(accept)) {
      Form form = form(range);
      if (form != null && streamFits(range, offer)) {
        for (Media media : Media.values()) {
          if (range.covers(media.contentType()) && offer.allows(media, form)) {
            boolean indented = pretty || range.parameter("pretty").equals("1");
            String version = range.parameter("v").equals("v1beta1") ? "v1beta1" : V1;
            return new Representation(media, form, indented, include, version);
          }
        }
      }
    }
    throw ApiException.notAcceptable(offer.refusal());
  }

  /** How an error is written, which is never itself refused. */
  public static Representation ofStatus(@Nullable String accept, boolean pretty) {
    try {
      return negotiate(accept, pretty, "", Offer.PLAIN);
    } catch (ApiException e) {
      return JSON;
    }
  }

  private static boolean streamFits(MediaRange range, Offer offer) {
    String stream = range.parameter("stream");
    String server = range.parameter("sv");
    return (stream.isEmpty() || stream.equals("watch"))
        && (server.isEmpty() || server.equals(V1) && offer != Offer.PLAIN);
  }

  private static @Nullable Form form(MediaRange range) {
    String as = range.parameter("as");
    if (List.of(as, range.parameter("g"), range.parameter("v")).stream()
        .allMatch(String::isEmpty)) {
      return Form.OBJECT;
    }
    String version = range.parameter("v");
    if (!"meta.k8s.io".equals(range.parameter("g"))
        || !(version.equals(V1) || version.equals("v1beta1"))) {
      return null;
    }
    return switch (as) {
      case "Table" -> Form.TABLE;
      case "PartialObjectMetadata", "PartialObjectMetadataList" -> Form.PARTIAL_METADATA;
      default -> null;
    };
  }
}
