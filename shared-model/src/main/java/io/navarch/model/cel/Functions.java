package io.navarch.model.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Collects the overloads of all function libraries by function, so that a call whose argument is
 * only known when it runs finds every overload of its function.
 */
final class Functions {
  /** What a function does with its arguments, the receiver first. */
  interface Body {
    Object apply(Object[] arguments);
  }

  private record Overload(CelOverloadDecl declaration, CelFunctionBinding binding) {}

  private final Map<String, List<Overload>> overloads = new LinkedHashMap<>();
  private final Map<String, Class<?>> opaqueTypes = new LinkedHashMap<>();

  /** Says which class the values of an opaque type have. */
  void opaque(CelType type, Class<?> values) {
    opaqueTypes.put(type.name(), values);
  }

  /** A function called on a receiver, whose type is the first of the arguments'. */
  void member(String function, String id, CelType result, List<CelType> arguments, Body body) {
    add(function, CelOverloadDecl.newMemberOverload(id, result, arguments), body);
  }

  void global(String function, String id, CelType result, List<CelType> arguments, Body body) {
    add(function, CelOverloadDecl.newGlobalOverload(id, result, arguments), body);
  }

  private void add(String function, CelOverloadDecl declaration, Body body) {
    List<Class<?>> classes = new ArrayList<>();
    for (CelType type : declaration.parameterTypes()) {
      classes.add(classOf(type));
    }
    overloads
        .computeIfAbsent(function, name -> new ArrayList<>())
        .add(new Overload(declaration, bind(declaration.overloadId(), classes, body)));
  }

  /**
   * The library calls functions of one and of two arguments without an array, and only if they were
   * made so.
   */
  @SuppressWarnings({"Immutable", "unchecked"})
  private static CelFunctionBinding bind(String id, List<Class<?>> classes, Body body) {
    return switch (classes.size()) {
      case 1 ->
          CelFunctionBinding.from(
              id, (Class<Object>) classes.getFirst(), a -> body.apply(new Object[] {a}));
      case 2 ->
          CelFunctionBinding.from(
              id,
              (Class<Object>) classes.getFirst(),
              (Class<Object>) classes.getLast(),
              (a, b) -> body.apply(new Object[] {a, b}));
      default -> CelFunctionBinding.from(id, classes, body::apply);
    };
  }

  private Class<?> classOf(CelType type) {
    return switch (type.kind()) {
      case BOOL -> Boolean.class;
      case INT -> Long.class;
      case UINT -> UnsignedLong.class;
      case DOUBLE -> Double.class;
      case STRING -> String.class;
      case BYTES -> CelByteString.class;
      case DURATION -> Duration.class;
      case TIMESTAMP -> Instant.class;
      case LIST -> Collection.class;
      case MAP -> Map.class;
      case OPAQUE -> {
        Class<?> values = opaqueTypes.get(type.name());
        if (values == null) {
          values = type.name().equals("optional_type") ? Optional.class : Object.class;
        }
        yield values;
      }
      default -> Object.class;
    };
  }

  Stream<CelFunctionDecl> declarations() {
    return overloads.entrySet().stream()
        .map(
            entry ->
                CelFunctionDecl.newFunctionDeclaration(
                    entry.getKey(), entry.getValue().stream().map(Overload::declaration).toList()));
  }

  /** All but those of functions that the standard library has too. */
  Stream<CelFunctionBinding> bindings() {
    return overloads.keySet().stream()
        .filter(function -> !STANDARD.contains(function))
        .flatMap(
            function ->
                CelFunctionBinding.fromOverloads(function, ours(function).toList()).stream());
  }

  /** The overloads that are added to a function of the standard library. */
  Stream<CelFunctionBinding> standardBindings(String function) {
    return STANDARD.contains(function) ? ours(function) : Stream.of();
  }

  private Stream<CelFunctionBinding> ours(String function) {
    return overloads.getOrDefault(function, List.of()).stream().map(Overload::binding);
  }

  private static final Set<String> STANDARD = Set.of("string");

  Map<String, Class<?>> opaqueTypes() {
    return opaqueTypes;
  }
}
