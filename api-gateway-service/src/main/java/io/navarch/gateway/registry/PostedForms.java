package io.navarch.gateway.registry;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;

/**
 * Reads what a creation sends that is not stored as it stands: a review, a token's request, a
 * binding, an eviction.
 */
public final class PostedForms {
  private final BodyDecoder decoder;
  private final FieldTracking fields;
  private final InstantSource clock;

  PostedForms(BodyDecoder decoder, FieldTracking fields, InstantSource clock) {
    this.decoder = decoder;
    this.fields = fields;
    this.clock = clock;
  }

  /**
   * What was read.
   *
   * @param object decoded, with static defaults
   */
  record Form(WriteOptions options, ApiObject object) {}

  /**
   * Reads options and body in upstream's order. What is said about the body's fields goes to the
   * client as warnings.
   *
   * @throws ApiException 415; 422 for options that are wrong; 400 when the body is malformed or of
   *     another kind
   */
  Form read(Exchange exchange, RequestInfo request, GroupVersionKind expected) {
    String type = Answers.mediaType(exchange);
    decoder.requireReadable(type);
    WriteOptions options = WriteOptions.of(exchange, request, WriteOptions.Purpose.CREATE);
    BodyDecoder.Decoded decoded =
        decoder.decode(exchange.body(), type, expected, request.parameter("fieldValidation"));
    Answers.warn(exchange, decoded.warnings());
    return new Form(options, decoded.object());
  }

  /** The same for an object that the answer shows again: it tells who set its fields. */
  public ApiObject readTracked(Exchange exchange, RequestInfo request, GroupVersionKind expected) {
    Form form = read(exchange, request, expected);
    fields.trackSent(
        expected,
        request.subresource(),
        form.options().fieldManager(),
        clock.instant(),
        form.object());
    return form.object();
  }
}
