package io.navarch.gateway.zpages;

import java.util.Map;

/** One page, as text for people and as an object of {@code config.k8s.io}. */
interface ZPage {
  /** How upstream calls this component. */
  String COMPONENT = "apiserver";

  /** The last part of the path, such as {@code statusz}. */
  String name();

  /** The object's kind, such as {@code Statusz}. */
  String kind();

  /** The lines below the heading. */
  String text();

  /** The object's own members, behind its metadata. */
  Map<String, Object> members();
}
