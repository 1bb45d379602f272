package io.navarch.dns.serve;

import java.util.List;
import org.xbill.DNS.Record;

/**
 * What is told to a question, before it is fitted to how it was asked.
 *
 * @param rcode one of {@link org.xbill.DNS.Rcode}
 * @param authoritative whether it comes from the cluster's own zones
 */
record Resolution(
    int rcode,
    boolean authoritative,
    List<Record> answers,
    List<Record> authority,
    List<Record> additional) {

  static Resolution failed(int rcode) {
    return new Resolution(rcode, false, List.of(), List.of(), List.of());
  }
}
