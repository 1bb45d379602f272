package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** Conversions of constants, which are done, and may fail, before anything runs. */
final class ConstantConversions {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;

  private ConstantConversions() {}

  /** Why the first one that fails does so; empty where all are good. */
  static String failure(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == Kind.CALL)
        .map(node -> failure(node.expr().call()))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String failure(CelCall call) {
    if (call.target().isPresent() || call.args().size() != 1) {
      return "";
    }
    CelExpr argument = call.args().getFirst();
    if (argument.exprKind().getKind() != Kind.CONSTANT) {
      return "";
    }
    CelConstant constant = argument.constant();
    return switch (call.function()) {
      case "int" -> toInt(constant);
      case "uint" -> toUint(constant);
      case "double" -> fails(constant, "double", CelTexts::number);
      case "bool" -> fails(constant, "bool", CelTexts::truth);
      case "string" -> toText(constant);
      default -> "";
    };
  }

  private static String toInt(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> fails(constant, "int", CelTexts::integer);
      case DOUBLE_VALUE -> Math.abs(constant.doubleValue()) < TWO_TO_63 ? "" : "integer overflow";
      case UINT64_VALUE ->
          constant.uint64Value().bigIntegerValue().bitLength() < Long.SIZE
              ? ""
              : "integer overflow";
      default -> "";
    };
  }

  private static String toUint(CelConstant constant) {
    boolean fits =
        switch (constant.getKind()) {
          case DOUBLE_VALUE -> constant.doubleValue() >= 0 && constant.doubleValue() < TWO_TO_64;
          case INT64_VALUE -> constant.int64Value() >= 0;
          default -> true;
        };
    return fits ? fails(constant, "uint", CelTexts::unsigned) : "unsigned integer overflow";
  }

  private static String toText(CelConstant constant) {
    if (constant.getKind() != CelConstant.Kind.BYTES_VALUE) {
      return "";
    }
    try {
      Object unused =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(constant.bytesValue().toByteArray()));
      return "";
    } catch (CharacterCodingException e) {
      return "invalid UTF-8 in bytes, cannot convert to string";
    }
  }

  private static String fails(
      CelConstant constant, String target, Function<String, Optional<?>> conversion) {
    return constant.getKind() != CelConstant.Kind.STRING_VALUE
            || conversion.apply(constant.stringValue()).isPresent()
        ? ""
        : CelTexts.notConverted(target);
  }
}
