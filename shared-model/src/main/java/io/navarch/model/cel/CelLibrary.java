package io.navarch.model.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.values.CelValueProvider;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelParserBuilder;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator;
import dev.cel.runtime.standard.BoolFunction.BoolOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import dev.cel.runtime.standard.DoubleFunction.DoubleOverload;
import dev.cel.runtime.standard.GetMillisecondsFunction.GetMillisecondsOverload;
import dev.cel.runtime.standard.IntFunction.IntOverload;
import dev.cel.runtime.standard.MatchesFunction.MatchesOverload;
import dev.cel.runtime.standard.StringFunction.StringOverload;
import dev.cel.runtime.standard.UintFunction.UintOverload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Everything of the CEL library that all environments share: options, macros, function libraries
 * and the runtime. Loaded with the first expression.
 */
final class CelLibrary {
  private static final class Holder {
    static final CelLibrary INSTANCE = new CelLibrary();
  }

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          // Checked by LiteralChecks, which lets the arguments of format be of any types.
          .enableHomogeneousLiterals(false)
          .enableReservedIds(true)
          .enableTimestampEpoch(true)
          .build();

  /** Standard functions that have other bindings here. */
  private static final Set<StandardFunction> OURS =
      Set.of(
          StandardFunction.EQUALS,
          StandardFunction.NOT_EQUALS,
          StandardFunction.IN,
          StandardFunction.ADD,
          StandardFunction.STRING,
          StandardFunction.BOOL,
          StandardFunction.DOUBLE,
          StandardFunction.INT,
          StandardFunction.MATCHES,
          StandardFunction.UINT,
          StandardFunction.GET_MILLISECONDS);

  private static final RuntimeEquality EQUALITY =
      RuntimeEquality.create(RuntimeHelpers.create(), OPTIONS);

  private final Functions functions = new Functions();
  private final Functions patchFunctions = new Functions();
  private final Map<String, CelType> opaque = new HashMap<>();
  private final CelRuntime runtime;

  private CelLibrary() {
    ListFunctions.addTo(functions);
    StringFunctions.addTo(functions);
    QuantityFunctions.addTo(functions);
    NetworkFunctions.addTo(functions);
    UrlFunctions.addTo(functions);
    SemverFunctions.addTo(functions);
    FormatFunctions.addTo(functions);
    AuthorizerFunctions.addTo(functions);
    StringFunctions.addPatchFunctionsTo(patchFunctions);
    functions.opaqueTypes().keySet().forEach(name -> opaque.put(name, OpaqueType.create(name)));
    opaque.put("google.protobuf.Timestamp", SimpleType.TIMESTAMP);
    opaque.put("google.protobuf.Duration", SimpleType.DURATION);
    runtime = newRuntime();
  }

  static CelLibrary instance() {
    return Holder.INSTANCE;
  }

  CelRuntime runtime() {
    return runtime;
  }

  /**
   * The standard library's strings without what stands in {@link StringFunctions} beside lists'
   * functions.
   */
  private static CelStringExtensions strings() {
    return CelExtensions.strings(
        CelStringExtensions.Function.JOIN,
        CelStringExtensions.Function.LOWER_ASCII,
        CelStringExtensions.Function.QUOTE,
        CelStringExtensions.Function.REPLACE,
        CelStringExtensions.Function.SPLIT,
        CelStringExtensions.Function.TRIM,
        CelStringExtensions.Function.UPPER_ASCII);
  }

  private static List<CelCompilerLibrary> compilerLibraries() {
    return List.of(
        strings(),
        CelExtensions.optional(),
        CelExtensions.sets(OPTIONS),
        new ListDeclarations(),
        CelExtensions.comprehensions());
  }

  /**
   * The library's lists, whose {@code sortBy} would else have the type of its pairs of keys and
   * elements.
   */
  private static final class ListDeclarations implements CelCompilerLibrary {
    private static final ListType ANY_LIST = ListType.create(SimpleType.DYN);

    @Override
    public void setParserOptions(CelParserBuilder parser) {
      CelExtensions.lists(2).setParserOptions(parser);
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
      EnumSet<CelListsExtensions.Function> declared =
          EnumSet.complementOf(EnumSet.of(CelListsExtensions.Function.SORT_BY));
      CelExtensions.lists(declared).setCheckerOptions(checker);
      checker.addFunctionDeclarations(
          CelFunctionDecl.newFunctionDeclaration(
              "lists.@sortByAssociatedKeys",
              CelOverloadDecl.newGlobalOverload("list_sortByAssociatedKeys", ANY_LIST, ANY_LIST)));
    }
  }

  private static List<CelRuntimeLibrary> runtimeLibraries() {
    return List.of(
        strings(),
        CelExtensions.optional(),
        CelExtensions.sets(OPTIONS),
        CelExtensions.lists(2),
        CelExtensions.comprehensions());
  }

  CelCompiler compiler(
      Map<String, CelType> variables, Collection<DeclType> types, boolean patches) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(compilerLibraries())
            .addFunctionDeclarations(functions.declarations().toList())
            .setTypeProvider(new DeclaredTypes(types, opaque, patches));
    if (patches) {
      builder.addFunctionDeclarations(patchFunctions.declarations().toList());
    }
    variables.forEach(builder::addVar);
    return builder.build();
  }

  private CelRuntime newRuntime() {
    return CelRuntimeFactory.plannerRuntimeBuilder()
        .setOptions(OPTIONS)
        .setStandardFunctions(
            CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) -> !OURS.contains(function))
                .build())
        .addLibraries(runtimeLibraries())
        .addFunctionBindings(functions.bindings().toList())
        .addFunctionBindings(patchFunctions.bindings().toList())
        .addFunctionBindings(standard())
        .setTypeProvider(new RuntimeTypes(opaque))
        .setValueProvider((CelValueProvider) CelLibrary::newStruct)
        .build();
  }

  /** Where the library's texts, or what it reads, are not upstream's. */
  private Iterable<CelFunctionBinding> conversions() {
    return Iterables.concat(
        together(
            "string",
            StringOverload.values(),
            CelFunctionBinding.from("double_to_string", Double.class, CelTexts::of),
            CelFunctionBinding.from("timestamp_to_string", Instant.class, CelTexts::of),
            CelFunctionBinding.from("duration_to_string", Duration.class, GoDuration::write)),
        together(
            "bool", BoolOverload.values(), fromText("string_to_bool", "bool", CelTexts::truth)),
        together(
            "double",
            DoubleOverload.values(),
            fromText("string_to_double", "double", CelTexts::number)),
        together(
            "int", IntOverload.values(), fromText("string_to_int64", "int", CelTexts::integer)),
        together(
            "uint",
            UintOverload.values(),
            fromText("string_to_uint64", "uint", CelTexts::unsigned)),
        together(
            "getMilliseconds",
            GetMillisecondsOverload.values(),
            CelFunctionBinding.from(
                "duration_to_milliseconds", Duration.class, Duration::toMillis)));
  }

  /**
   * All overloads of a standard function: ours, Kubernetes' and the library's. They are bound
   * together, because a call whose argument is only known when it runs looks through those of one
   * binding of its function.
   */
  private Iterable<CelFunctionBinding> together(
      String function, CelStandardOverload[] standard, CelFunctionBinding... ours) {
    Map<String, CelFunctionBinding> overloads = new LinkedHashMap<>();
    Stream.of(
            Stream.of(ours),
            functions.standardBindings(function),
            Stream.of(standard).map(each -> each.newFunctionBinding(OPTIONS, EQUALITY)))
        .flatMap(each -> each)
        .forEach(each -> overloads.putIfAbsent(each.getOverloadId(), each));
    return CelFunctionBinding.fromOverloads(function, overloads.values());
  }

  @SuppressWarnings("Immutable")
  private static CelFunctionBinding fromText(
      String overload, String target, Function<String, Optional<?>> conversion) {
    return CelFunctionBinding.from(
        overload,
        String.class,
        text -> {
          Optional<?> value = conversion.apply(text);
          return value.orElseThrow(() -> CelFault.of(CelTexts.notConverted(target)));
        });
  }

  private Iterable<CelFunctionBinding> standard() {
    ImmutableSet.Builder<CelFunctionBinding> bindings = ImmutableSet.builder();
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_==_",
            CelFunctionBinding.from("equals", Object.class, Object.class, CelEquality::equal)));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_!=_",
            CelFunctionBinding.from(
                "not_equals", Object.class, Object.class, (a, b) -> !CelEquality.equal(a, b))));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "@in",
            CelFunctionBinding.from(
                "in_list",
                Object.class,
                Collection.class,
                (element, list) -> CelEquality.contains(list, element)),
            CelFunctionBinding.from(
                "in_map", Object.class, Map.class, (key, map) -> map.containsKey(key))));
    bindings.addAll(
        together(
            "_+_",
            AddOperator.AddOverload.values(),
            CelFunctionBinding.from(
                "add_list", Collection.class, Collection.class, CelEquality::concatenate)));
    bindings.addAll(
        together(
            "matches",
            MatchesOverload.values(),
            CelFunctionBinding.from(
                "matches", String.class, String.class, StringFunctions::matches),
            CelFunctionBinding.from(
                "matches_string", String.class, String.class, StringFunctions::matches)));
    bindings.addAll(conversions());
    // The first binding of an overload stands; libraries come later.
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "lists.range", CelFunctionBinding.from("lists_range", Long.class, CelLibrary::range)));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "slice",
            CelFunctionBinding.from(
                "list_slice",
                ImmutableList.of(Collection.class, Long.class, Long.class),
                a -> ListFunctions.slice((Collection<?>) a[0], (Long) a[1], (Long) a[2]))));
    return bindings.build();
  }

  /** A list of numbers that no budget could pay for is not made at all. */
  private static List<Long> range(Long end) {
    if (end > CelLimits.PER_CALL) {
      throw CelFault.of("lists.range: size " + end + " is too large");
    }
    return LongStream.range(0, Math.max(0, end)).boxed().toList();
  }

  private static Optional<Object> newStruct(String type, Map<String, Object> fields) {
    return DeclaredTypes.isPatchType(type)
        ? Optional.of(new ObjectValue(type, fields))
        : Optional.empty();
  }

  /** The types that expressions name when they run. */
  @SuppressWarnings("Immutable")
  private record RuntimeTypes(Map<String, CelType> opaque) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(opaque.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      if (DeclaredTypes.isPatchType(name)) {
        return Optional.of(StructType.create(name, ImmutableSet.of(), field -> Optional.empty()));
      }
      return Optional.ofNullable(opaque.get(name));
    }
  }
}
