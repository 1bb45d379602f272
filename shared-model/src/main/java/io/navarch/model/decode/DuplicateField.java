package io.navarch.model.decode;

/**
 * A member that stood twice in a JSON object.
 *
 * @param text the strict decoding error
 * @param object the path of the object it stands in
 * @param after the member of that object that came last before the repetition
 */
record DuplicateField(String text, String object, String after) {}
