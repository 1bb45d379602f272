package io.navarch.gateway.cache;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as the cache holds it: its encoded JSON with the resourceVersion inside, and what
 * selectors need of it, read when it is first asked for. Immutable as seen from outside.
 */
public final class CachedObject {
  private final String key;
  private final long revision;
  private final byte[] json;
  private final int metadataOffset;
  private volatile @Nullable SelectorFields fields;
  private volatile @Nullable Selected selected;
  private volatile Derived[] derived = NOTHING_DERIVED;

  /** The object in another version, under one state of its definition. */
  private record Derived(Object definition, String version, CachedObject object) {}

  /** The fields with those of a custom resource's paths. */
  private record Selected(List<String> paths, SelectorFields fields) {}

  private static final Derived[] NOTHING_DERIVED = {};
  private static final int MOST_DERIVED = 4;

  private CachedObject(String key, long revision, byte[] json, int metadataOffset) {
    this.key = key;
    this.revision = revision;
    this.json = json;
    this.metadataOffset = metadataOffset;
  }

  /**
   * @param stored the JSON as it stands in the store, without a resourceVersion
   * @param revision the mod revision of the entry
   */
  public static CachedObject of(String key, byte[] stored, long revision) {
    int metadata = MetadataLocator.metadataMember(stored);
    return new CachedObject(
        key, revision, MetadataLocator.spliceVersion(stored, metadata, revision), metadata);
  }

  /** An object that is not stored. */
  public static CachedObject unversioned(String key, byte[] json) {
    return new CachedObject(key, 0, json, MetadataLocator.metadataMember(json));
  }

  /** The same object under another resourceVersion, as a deletion event shows it. */
  public CachedObject at(long otherRevision) {
    byte[] spliced = MetadataLocator.replaceVersion(json, metadataOffset, revision, otherRevision);
    return new CachedObject(key, otherRevision, spliced, metadataOffset);
  }

  /** The store's key. */
  public String key() {
    return key;
  }

  /** The object's resourceVersion. */
  public long revision() {
    return revision;
  }

  /** The whole object, encoded; not to be changed. */
  public byte[] json() {
    return json;
  }

  /**
   * Where the {@code "metadata"} member starts. What stands before it is {@code kind} and {@code
   * apiVersion}, which items of built-in lists leave out.
   */
  public int metadataOffset() {
    return metadataOffset;
  }

  /** The encoded value of {@code metadata}. */
  public byte[] metadataJson() {
    return MetadataLocator.metadataValue(json, metadataOffset);
  }

  /**
   * What {@link #keep} was given for this version and state of the definition, or null.
   *
   * @param definition compared by identity
   */
  public @Nullable CachedObject derived(Object definition, String version) {
    for (Derived each : derived) {
      if (each.definition() == definition && each.version().equals(version)) {
        return each.object();
      }
    }
    return null;
  }

  /** Keeps the object's form in another version; the last few are kept. */
  public void keep(Object definition, String version, CachedObject form) {
    Derived[] before = derived;
    int kept = Math.min(before.length, MOST_DERIVED - 1);
    Derived[] after = new Derived[kept + 1];
    after[0] = new Derived(definition, version, form);
    System.arraycopy(before, 0, after, 1, kept);
    derived = after;
  }

  /** A private tree of the object. */
  public ApiObject parse() {
    return ApiObject.read(json);
  }

  /** Labels and the field values that field selectors can name. */
  public SelectorFields fields() {
    SelectorFields known = fields;
    if (known == null) {
      known = SelectorFields.read(json);
      fields = known;
    }
    return known;
  }

  /**
   * The fields with those that a custom resource declares.
   *
   * @param paths the declared ones, always the same instance
   */
  public SelectorFields fields(List<String> paths) {
    Selected known = selected;
    if (known == null || known.paths() != paths) {
      Map<String, Object> root = parse().root();
      known = new Selected(paths, SelectorFields.of(root).with(root, paths));
      selected = known;
    }
    return known.fields();
  }
}
