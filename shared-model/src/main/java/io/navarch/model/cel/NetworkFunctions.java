package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Addresses and networks. */
final class NetworkFunctions {
  private static final OpaqueType IP = OpaqueType.create("net.IP");
  private static final OpaqueType CIDR = OpaqueType.create("net.CIDR");
  private static final List<CelType> TEXT = List.of(SimpleType.STRING);

  private NetworkFunctions() {}

  static void addTo(Functions functions) {
    functions.opaque(IP, IpAddress.class);
    functions.opaque(CIDR, Cidr.class);
    addAddresses(functions);
    addNetworks(functions);
  }

  private static void addAddresses(Functions functions) {
    List<CelType> one = List.of(IP);
    functions.global("ip", "string_to_ip", IP, TEXT, a -> IpAddress.parse((String) a[0]));
    functions.global("isIP", "is_ip", SimpleType.BOOL, TEXT, a -> parses(IpAddress::parse, a[0]));
    functions.global(
        "ip.isCanonical",
        "ip_is_canonical",
        SimpleType.BOOL,
        TEXT,
        a -> IpAddress.parse((String) a[0]).toString().equals(a[0]));
    functions.global("string", "ip_to_string", SimpleType.STRING, one, a -> a[0].toString());
    functions.member(
        "family", "ip_family", SimpleType.INT, one, a -> ((IpAddress) a[0]).isIpv4() ? 4L : 6L);
    addTest(functions, "isUnspecified", "ip_is_unspecified", IpAddress::isUnspecified);
    addTest(functions, "isLoopback", "ip_is_loopback", IpAddress::isLoopback);
    addTest(
        functions,
        "isLinkLocalMulticast",
        "ip_is_link_local_multicast",
        IpAddress::isLinkLocalMulticast);
    addTest(
        functions, "isLinkLocalUnicast", "ip_is_link_local_unicast", IpAddress::isLinkLocalUnicast);
    addTest(functions, "isGlobalUnicast", "ip_is_global_unicast", IpAddress::isGlobalUnicast);
  }

  private static void addTest(
      Functions functions, String name, String id, Predicate<IpAddress> test) {
    functions.member(name, id, SimpleType.BOOL, List.of(IP), a -> test.test((IpAddress) a[0]));
  }

  private static void addNetworks(Functions functions) {
    List<CelType> one = List.of(CIDR);
    functions.global("cidr", "string_to_cidr", CIDR, TEXT, a -> Cidr.parse((String) a[0]));
    functions.global("isCIDR", "is_cidr", SimpleType.BOOL, TEXT, a -> parses(Cidr::parse, a[0]));
    functions.global("string", "cidr_to_string", SimpleType.STRING, one, a -> a[0].toString());
    functions.member("ip", "cidr_ip", IP, one, a -> ((Cidr) a[0]).address());
    functions.member(
        "prefixLength",
        "cidr_prefix_length",
        SimpleType.INT,
        one,
        a -> (long) ((Cidr) a[0]).bits());
    functions.member("masked", "cidr_masked", CIDR, one, a -> ((Cidr) a[0]).masked());
    functions.member(
        "containsIP",
        "cidr_contains_ip_string",
        SimpleType.BOOL,
        List.of(CIDR, SimpleType.STRING),
        a -> ((Cidr) a[0]).contains(IpAddress.parse((String) a[1])));
    functions.member(
        "containsIP",
        "cidr_contains_ip_ip",
        SimpleType.BOOL,
        List.of(CIDR, IP),
        a -> ((Cidr) a[0]).contains((IpAddress) a[1]));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr_string",
        SimpleType.BOOL,
        List.of(CIDR, SimpleType.STRING),
        a -> ((Cidr) a[0]).contains(Cidr.parse((String) a[1])));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr",
        SimpleType.BOOL,
        List.of(CIDR, CIDR),
        a -> ((Cidr) a[0]).contains((Cidr) a[1]));
  }

  private static boolean parses(Consumer<String> parser, Object text) {
    try {
      parser.accept((String) text);
      return true;
    } catch (CelFault malformed) {
      return false;
    }
  }
}
