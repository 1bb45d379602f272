package io.navarch.dns.serve;

import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Fits an answer to what its way can carry. What is only helpful goes first; then as many records
 * of the answer are told as there is room for, and TC says that there are more: resolvers that
 * never ask by TCP (musl's older ones) go on with those.
 */
final class Truncation {
  private Truncation() {}

  /**
   * @param whole is changed
   * @param limit in bytes, at least 512
   */
  static byte[] fit(Message whole, int limit) {
    byte[] all = whole.toWire();
    if (all.length <= limit) {
      return all;
    }
    whole.getSection(Section.ADDITIONAL).stream()
        .filter(r -> r.getType() != Type.OPT)
        .forEach(r -> whole.removeRecord(r, Section.ADDITIONAL));
    byte[] withoutHelp = whole.toWire();
    return withoutHelp.length <= limit ? withoutHelp : cut(whole, limit);
  }

  /** The largest number of records that fits, by halving. */
  private static byte[] cut(Message whole, int limit) {
    List<Record> answers = List.copyOf(whole.getSection(Section.ANSWER));
    whole.removeAllRecords(Section.AUTHORITY);
    whole.getHeader().setFlag(Flags.TC);
    int fits = 0;
    int tooMany = answers.size() + 1;
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) >>> 1;
      if (withAnswers(whole, answers.subList(0, middle)).length <= limit) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return withAnswers(whole, answers.subList(0, fits));
  }

  private static byte[] withAnswers(Message message, List<Record> answers) {
    message.removeAllRecords(Section.ANSWER);
    answers.forEach(r -> message.addRecord(r, Section.ANSWER));
    return message.toWire();
  }
}
