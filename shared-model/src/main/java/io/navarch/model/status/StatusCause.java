package io.navarch.model.status;

/**
 * One cause of a refused request, as in {@code Status.details.causes}.
 *
 * @param reason machine-readable, such as {@code FieldValueRequired}
 * @param message for people
 * @param field path of the field, such as {@code spec.containers[0].name}
 */
public record StatusCause(String reason, String message, String field) {}
