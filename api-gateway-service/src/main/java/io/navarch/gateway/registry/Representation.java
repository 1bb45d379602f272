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
  private static final String ACCEPTED = "only the following media types are accepted: ";
  private static final String OBJECT_TYPES =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";
  private static final String TEXT_TYPE = "text/plain";
  private static final String STREAM_TYPES =
      "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  private static final List<String> MEDIA_TYPES = List.of(OBJECT_TYPES.split(", "));
  private static final List<String> INCLUDES = List.of("None", DEFAULT_INCLUDE, "Object");

  public static final Representation JSON = of(Media.JSON);

  /** What upstream writes where nothing was understood that the client would take. */
  private static final Representation INDENTED_JSON =
      new Representation(Media.JSON, Form.OBJECT, true, DEFAULT_INCLUDE, V1);

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
    /** Of one object. */
    PARTIAL_METADATA,
    PARTIAL_METADATA_LIST
  }

  /** What an endpoint can answer with. */
  public enum Offer {
    /** Built-in kinds. */
    OBJECTS(true, true, true),
    /** Built-in kinds where they are not shown as tables. */
    OBJECTS_WITHOUT_TABLES(true, true, false),
    /** Custom kinds have no protobuf form of their own. */
    CUSTOM_OBJECTS(false, true, true),
    /** Errors and other answers that have no general forms. */
    PLAIN(true, false, false);

    private final boolean protobuf;
    private final boolean metadata;
    private final boolean tables;

    Offer(boolean protobuf, boolean metadata, boolean tables) {
      this.protobuf = protobuf;
      this.metadata = metadata;
      this.tables = tables;
    }

    private boolean allows(Media media, Form form) {
      return switch (form) {
        case OBJECT -> protobuf || media != Media.PROTOBUF;
        case TABLE -> tables && media != Media.PROTOBUF;
        case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> metadata;
      };
    }
  }

  /** Objects for programs. */
  public static Representation of(Media media) {
    return new Representation(media, Form.OBJECT, false, DEFAULT_INCLUDE, V1);
  }

  /** Whether it is JSON for programs, which ends with a line break. */
  boolean isCompact() {
    return media == Media.JSON && !pretty;
  }

  /** Whether the stored bytes can be sent as they are. */
  boolean isPlain() {
    return isCompact() && form == Form.OBJECT;
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
          boolean streams = range.parameter("stream").isEmpty() || media.streams();
          if (streams && range.covers(media.contentType()) && offer.allows(media, form)) {
            boolean indented = pretty || range.parameter("pretty").equals("1");
            String version = range.parameter("v").equals("v1beta1") ? "v1beta1" : V1;
            return new Representation(media, form, indented, include, version);
          }
        }
      }
    }
    throw ApiException.notAcceptable(ACCEPTED + OBJECT_TYPES);
  }

  /**
   * Whether a type that objects are written in is named, or any: without that upstream finds no
   * route for a built-in kind, whatever patterns and parameters say.
   */
  static boolean namesMedia(String accept) {
    return names(accept, MEDIA_TYPES);
  }

  private static boolean names(String accept, List<String> types) {
    if (accept.isBlank()) {
      return true;
    }
    for (int from = 0; from <= accept.length(); ) {
      int comma = accept.indexOf(',', from);
      int end = comma < 0 ? accept.length() : comma;
      int parameters = accept.indexOf(';', from);
      String type =
          accept.substring(from, parameters < 0 || parameters > end ? end : parameters).trim();
      if (type.equals("*/*") || types.contains(type)) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  /**
   * The refusal where no route is found.
   *
   * @param streams whether the route may also be watched
   */
  static ApiException noRoute(boolean streams) {
    return noRoute(OBJECT_TYPES + (streams ? ", " + STREAM_TYPES : ""));
  }

  private static ApiException noRoute(String types) {
    return new ApiException(
        406,
        "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: " + types,
        ApiException.Details.EMPTY);
  }

  /**
   * For documents that a route of upstream's gives in all encodings.
   *
   * @throws ApiException 406 if the client names none of them
   */
  public static void requireRoute(@Nullable String accept) {
    if (accept != null && !namesMedia(accept)) {
      throw noRoute(false);
    }
  }

  /**
   * For text, whose route is found by its own type too, while an object's type must be wanted at
   * any rate, as upstream has it.
   *
   * @throws ApiException 406 if the client names none of them, or text alone
   */
  public static void requireTextRoute(@Nullable String accept) {
    if (accept == null) {
      return;
    }
    if (!namesMedia(accept) && !names(accept, List.of(TEXT_TYPE))) {
      throw noRoute(TEXT_TYPE + ", " + OBJECT_TYPES);
    }
    var unused = negotiate(accept, false, "", Offer.PLAIN);
  }

  /**
   * For documents that are JSON and nothing else.
   *
   * @throws ApiException 406 if the client does not name it
   */
  public static void requireJson(@Nullable String accept) {
    String json = Media.JSON.contentType();
    if (accept != null && !names(accept, List.of(json))) {
      throw noRoute(json);
    }
  }

  /**
   * Asked of a watch once it is known what to watch. What is chosen first counts, even where
   * something after it would do.
   *
   * @throws ApiException 406 if the form can only be written whole, 400 as {@link #requireParts}
   */
  void requireStream() {
    requireParts();
    if (!media.streams()) {
      throw ApiException.notAcceptable(ACCEPTED + STREAM_TYPES);
    }
  }

  /**
   * Asked when an answer is written, after all else that may be wrong with its request.
   *
   * @throws ApiException 400 for tables with parts that there are not
   */
  void requireParts() {
    if (form == Form.TABLE && !INCLUDES.contains(includeObject)) {
      throw ApiException.badRequest(
          "Unable to convert to Table as requested: includeObject: Invalid value: \""
              + includeObject
              + "\": must be 'Metadata', 'Object', 'None', or empty");
    }
  }

  /** How an error is written, which is never itself refused. */
  public static Representation ofStatus(@Nullable String accept, boolean pretty) {
    try {
      return negotiate(accept, pretty, "", Offer.PLAIN);
    } catch (ApiException e) {
      return INDENTED_JSON;
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
      case "PartialObjectMetadata" -> Form.PARTIAL_METADATA;
      case "PartialObjectMetadataList" -> Form.PARTIAL_METADATA_LIST;
      default -> null;
    };
  }
}
