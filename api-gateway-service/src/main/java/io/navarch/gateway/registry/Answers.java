package io.navarch.gateway.registry;

import io.navarch.gateway.http.AnswerBody;
import io.navarch.gateway.http.Compression;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.HeaderText;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.protobuf.ProtobufWriter;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends encoded objects: media type, warnings, compression of what is large. */
public final class Answers {
  /** Upstream compresses answers above this size when the client takes gzip. */
  private static final int COMPRESS_FROM = 128 * 1024;

  private static final String TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";

  /** What follows a media type, as Go reads it. */
  private static final Pattern PARAMETERS =
      Pattern.compile("(\\s*;\\s*" + TOKEN + "=(" + TOKEN + "|\"[^\"]*\"))*\\s*;?\\s*");

  private Answers() {}

  static Representation representation(
      Exchange exchange, RequestInfo request, ResourceDefinition resource) {
    return negotiate(exchange, request, resource, offer(exchange, request, resource));
  }

  /** Only what clients name is looked up. */
  private static Representation.Offer offer(
      Exchange exchange, RequestInfo request, ResourceDefinition resource) {
    String accept = exchange.header("Accept");
    if (accept == null) {
      return Representation.Offer.CUSTOM_OBJECTS;
    }
    if (accept.contains("as=Table")
        && !TabledResources.include(resource, request.subresource())
        && isBuiltin(resource)) {
      return Representation.Offer.OBJECTS_WITHOUT_TABLES;
    }
    return accept.contains("protobuf") && ProtobufWriter.knows(resource.gvk())
        ? Representation.Offer.OBJECTS
        : Representation.Offer.CUSTOM_OBJECTS;
  }

  /**
   * @param resource null where the kind is built in at any rate
   */
  private static Representation negotiate(
      Exchange exchange,
      RequestInfo request,
      @Nullable ResourceDefinition resource,
      Representation.Offer offer) {
    String accept = exchange.header("Accept");
    if (accept != null && !Representation.namesMedia(accept) && isBuiltin(resource)) {
      throw Representation.noRoute(List.of("list", "watch").contains(request.verb()));
    }
    return Representation.negotiate(
        accept, isPretty(exchange), request.parameter("includeObject"), offer);
  }

  private static boolean isBuiltin(@Nullable ResourceDefinition resource) {
    return resource == null || BuiltinResources.instance().has(resource);
  }

  /**
   * The type of the request's body without its parameters; empty where none is given. What cannot
   * be read as a type is given as it is, and no decoder knows it.
   */
  public static String mediaType(Exchange exchange) {
    String header = exchange.header("Content-Type");
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    boolean readable = end < 0 || end > 0 && PARAMETERS.matcher(header.substring(end)).matches();
    return (end < 0 || !readable ? header : header.substring(0, end))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  /** The type of a patch, letter for letter: upstream compares it so. */
  static String patchType(Exchange exchange) {
    String header = exchange.header("Content-Type");
    int end = header == null ? -1 : header.indexOf(';');
    return header == null ? "" : end > 0 ? header.substring(0, end) : header;
  }

  /** People at a command line or in a browser get indented JSON. */
  public static boolean isPretty(Exchange exchange) {
    List<String> asked = exchange.query().get("pretty");
    if (asked != null && !asked.getFirst().isEmpty()) {
      return List.of("1", "t", "T", "true", "TRUE", "True").contains(asked.getFirst());
    }
    String agent = exchange.header("User-Agent");
    return agent != null
        && (agent.startsWith("curl")
            || agent.startsWith("Wget")
            || agent.startsWith("Mozilla/5.0"));
  }

  /** Answers with an object that is no stored one, in the encoding that the client asked for. */
  public static void sendPlain(Exchange exchange, int status, byte[] json) {
    Representation as = Representation.ofStatus(exchange.header("Accept"), isPretty(exchange));
    send(exchange, status, TextForms.finish(json, as), as);
  }

  /**
   * Answers a creation with an object that is kept nowhere and has no general forms.
   *
   * @throws io.navarch.model.status.ApiException 406 if the client takes only such forms
   */
  public static void sendCreated(Exchange exchange, RequestInfo request, byte[] json) {
    Representation as = negotiate(exchange, request, null, Representation.Offer.PLAIN);
    send(exchange, 201, TextForms.finish(json, as), as);
  }

  /** Sends a body, compressed where it is large and the client takes that. */
  static void send(Exchange exchange, int status, byte[] body, Representation as) {
    send(exchange, status, as.isCompact() ? AnswerBody.line(body) : AnswerBody.of(body), as);
  }

  static void send(Exchange exchange, int status, AnswerBody body, Representation as) {
    boolean compress = body.length() >= COMPRESS_FROM && Compression.isAccepted(exchange);
    if (compress) {
      exchange.addResponseHeader("Content-Encoding", "gzip");
      exchange.addResponseHeader("Vary", "Accept-Encoding");
    }
    exchange.respond(
        status, as.media().contentType(), compress ? AnswerBody.of(Compression.gzip(body)) : body);
  }

  /** Adds {@code Warning} headers, in the form of RFC 7234. */
  public static void warn(Exchange exchange, List<String> warnings) {
    warnings.stream()
        .distinct()
        .forEach(
            text ->
                exchange.addResponseHeader(
                    "Warning",
                    "299 - \""
                        + HeaderText.write(
                            text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " "))
                        + "\""));
  }
}
