package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.SelectableValue;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object, read as a map or, where its properties are known, as an object whose property
 * names are escaped. It is a {@link CelValue} so that the library takes it as it is instead of
 * walking all of it at every step.
 */
@SuppressWarnings({"Immutable", "NullAway"})
final class MapView extends CelValue implements Map<Object, Object>, SelectableValue<Object> {
  private static final CelType TYPE = MapType.create(SimpleType.DYN, SimpleType.DYN);

  private final Map<String, @Nullable Object> json;
  private final @Nullable DeclType type;
  private final Map<Object, Object> view;

  MapView(Map<String, @Nullable Object> json, @Nullable DeclType type) {
    this.json = json;
    this.type = type;
    this.view = new View();
  }

  Map<String, @Nullable Object> json() {
    return json;
  }

  private boolean isObject() {
    return type != null && type.kind() == DeclType.Kind.OBJECT;
  }

  /** The value at a name as expressions write it; null where there is none. */
  private @Nullable Object at(@Nullable Object name) {
    if (!(name instanceof String text)) {
      return null;
    }
    if (!isObject()) {
      return json.containsKey(text) ? JsonView.of(json.get(text), elementType()) : null;
    }
    DeclType.Field field = type.fields().get(text);
    // A null property of an object counts as missing, as it does where a schema prunes it.
    return field == null || json.get(field.property()) == null
        ? null
        : JsonView.of(json.get(field.property()), field.type());
  }

  private @Nullable DeclType elementType() {
    return type == null ? null : type.element();
  }

  @Override
  public Object select(Object field) {
    Object value = at(field);
    if (value == null) {
      throw CelFault.noSuchKey(field);
    }
    return value;
  }

  @Override
  public Optional<?> find(Object field) {
    return Optional.ofNullable(at(field));
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return view.isEmpty();
  }

  @Override
  public CelType celType() {
    return TYPE;
  }

  @Override
  public int size() {
    return view.size();
  }

  @Override
  public boolean isEmpty() {
    return view.isEmpty();
  }

  @Override
  public boolean containsKey(Object key) {
    return at(key) != null;
  }

  @Override
  public boolean containsValue(Object value) {
    return view.containsValue(value);
  }

  @Override
  public @Nullable Object get(Object key) {
    return at(key);
  }

  @Override
  public Object put(Object key, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(Map<?, ?> other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<Object> keySet() {
    return view.keySet();
  }

  @Override
  public Collection<Object> values() {
    return view.values();
  }

  @Override
  public Set<Entry<Object, Object>> entrySet() {
    return view.entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || view.equals(other);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }

  @Override
  public String toString() {
    return view.toString();
  }

  private final class View extends AbstractMap<Object, Object> {
    @Override
    public boolean containsKey(Object key) {
      return at(key) != null;
    }

    @Override
    public @Nullable Object get(Object key) {
      return at(key);
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return isObject() ? properties() : new Entries();
    }

    private Set<Entry<Object, Object>> properties() {
      return type.fields().keySet().stream()
          .filter(name -> at(name) != null)
          .map(name -> Map.<Object, Object>entry(name, Objects.requireNonNull(at(name))))
          .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
  }

  private final class Entries extends AbstractSet<Map.Entry<Object, Object>> {
    @Override
    public int size() {
      return json.size();
    }

    @Override
    public Iterator<Map.Entry<Object, Object>> iterator() {
      Iterator<Map.Entry<String, @Nullable Object>> entries = json.entrySet().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Map.Entry<Object, Object> next() {
          Map.Entry<String, @Nullable Object> entry = entries.next();
          return Map.entry(entry.getKey(), JsonView.of(entry.getValue(), elementType()));
        }
      };
    }
  }
}
