package io.navarch.model.store.wire;

/** Names that the store's server and its clients share. */
public final class StoreWire {
  /** The media type of the binary framing; its bodies are written by {@link WireCodec}. */
  public static final String MEDIA_TYPE = "application/vnd.navarch.store+octets";

  /** Carries the kind of a {@link io.navarch.model.store.StoreException}. */
  public static final String ERROR_HEADER = "Navarch-Store-Error";

  /** Carries the revision that an error is about. */
  public static final String REVISION_HEADER = "Navarch-Store-Revision";

  /** Under which all calls lie. */
  public static final String BASE = "/store/v1";

  private StoreWire() {}
}
