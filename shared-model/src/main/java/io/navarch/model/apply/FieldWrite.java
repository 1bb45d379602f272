package io.navarch.model.apply;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Schema;
import java.time.Instant;

/**
 * What a write means for the ownership of fields, beside the objects.
 *
 * @param schema of the version that the client speaks
 * @param subresource empty, or {@code status} and the like
 * @param manager the client's name as a field manager
 * @param now the time of the write
 * @param writable what can be changed here at all
 */
public record FieldWrite(
    Schema schema,
    GroupVersionKind kind,
    String subresource,
    String manager,
    Instant now,
    FieldFilter writable,
    Versions versions) {}
