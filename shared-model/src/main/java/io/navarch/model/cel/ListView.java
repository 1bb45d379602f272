package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A JSON array; a {@link CelValue} for the reason that {@link MapView} is one. */
@SuppressWarnings({"Immutable", "NullAway"})
final class ListView extends CelValue implements List<Object>, RandomAccess {
  private static final CelType TYPE = ListType.create(SimpleType.DYN);

  private final List<?> json;
  private final @Nullable DeclType type;
  private final List<Object> view;

  ListView(List<?> json, @Nullable DeclType type) {
    this.json = json;
    this.type = type;
    this.view =
        new AbstractList<>() {
          @Override
          public Object get(int index) {
            return JsonView.of(json.get(index), type == null ? null : type.element());
          }

          @Override
          public int size() {
            return json.size();
          }
        };
  }

  List<?> json() {
    return json;
  }

  /** How the elements are told apart. */
  DeclType.ListKind kind() {
    return type == null ? DeclType.ATOMIC : type.listKind();
  }

  @Nullable DeclType type() {
    return type;
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return json.isEmpty();
  }

  @Override
  public CelType celType() {
    return TYPE;
  }

  @Override
  public int size() {
    return json.size();
  }

  @Override
  public boolean isEmpty() {
    return json.isEmpty();
  }

  @Override
  public Object get(int index) {
    return view.get(index);
  }

  @Override
  public boolean contains(Object element) {
    return view.contains(element);
  }

  @Override
  public Iterator<Object> iterator() {
    return view.iterator();
  }

  @Override
  public Object[] toArray() {
    return view.toArray();
  }

  @Override
  public <T> T[] toArray(T[] array) {
    return view.toArray(array);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return view.containsAll(elements);
  }

  @Override
  public int indexOf(Object element) {
    return view.indexOf(element);
  }

  @Override
  public int lastIndexOf(Object element) {
    return view.lastIndexOf(element);
  }

  @Override
  public ListIterator<Object> listIterator() {
    return view.listIterator();
  }

  @Override
  public ListIterator<Object> listIterator(int index) {
    return view.listIterator(index);
  }

  @Override
  public List<Object> subList(int from, int to) {
    return view.subList(from, to);
  }

  @Override
  public boolean add(Object element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(int index, Object element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object set(int index, Object element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean remove(Object element) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object remove(int index) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addAll(Collection<?> elements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addAll(int index, Collection<?> elements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
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
}
