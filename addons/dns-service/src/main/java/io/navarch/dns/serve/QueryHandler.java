package io.navarch.dns.serve;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * From the bytes of a message to those of its answer. Nothing that anybody sends makes it throw:
 * what cannot be read is answered with FORMERR where it has a header, and with nothing where it has
 * none, or where it is an answer itself.
 */
public final class QueryHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  /** What UDP takes without EDNS, and with it at the most. */
  private static final int PLAIN_SIZE = 512;

  private static final int OUR_SIZE = 1232;
  private static final int TCP_SIZE = 65_535;
  private static final int RESPONSE_BIT = 0x80;
  private static final int FLAGS_BYTE = 2;

  private final Resolver resolver;
  private final QueryMetrics metrics;

  public QueryHandler(Resolver resolver, QueryMetrics metrics) {
    this.resolver = resolver;
    this.metrics = metrics;
  }

  /** The answer, or null where none is due. */
  byte @Nullable [] handle(byte[] message, Transport transport) {
    if (message.length < Header.LENGTH || (message[FLAGS_BYTE] & RESPONSE_BIT) != 0) {
      return null;
    }
    long start = metrics.start();
    Message query;
    try {
      query = new Message(message);
    } catch (IOException | RuntimeException malformed) {
      metrics.malformed();
      return refusalOfUnreadable(message);
    }
    Message answer = answer(query);
    metrics.answered(query.getQuestion(), answer.getRcode(), transport, start);
    return Truncation.fit(answer, limit(query, transport));
  }

  private static byte @Nullable [] refusalOfUnreadable(byte[] message) {
    try {
      Header header = new Header(Arrays.copyOf(message, Header.LENGTH));
      Message answer = new Message(header.getID());
      answer.getHeader().setFlag(Flags.QR);
      answer.getHeader().setOpcode(header.getOpcode());
      answer.getHeader().setRcode(Rcode.FORMERR);
      return answer.toWire();
    } catch (IOException | RuntimeException malformed) {
      return null;
    }
  }

  private Message answer(Message query) {
    int refused = refusal(query);
    if (refused != Rcode.NOERROR) {
      return compose(query, Resolution.failed(refused));
    }
    OPTRecord options = query.getOPT();
    boolean dnssecRecords = options != null && (options.getFlags() & ExtendedFlags.DO) != 0;
    try {
      return compose(
          query,
          resolver.resolve(
              query.getQuestion(), dnssecRecords, query.getHeader().getFlag(Flags.CD)));
    } catch (RuntimeException e) {
      LOG.error("cannot answer {}", query.getQuestion(), e);
      return compose(query, Resolution.failed(Rcode.SERVFAIL));
    }
  }

  /** Why a message that can be read is not answered, or NOERROR. */
  private static int refusal(Message query) {
    Header header = query.getHeader();
    List<Record> additional = query.getSection(Section.ADDITIONAL);
    OPTRecord options = query.getOPT();
    if (header.getOpcode() != Opcode.QUERY) {
      return Rcode.NOTIMP;
    }
    if (header.getCount(Section.QUESTION) != 1
        || additional.stream().filter(r -> r.getType() == Type.OPT).count() > 1) {
      return Rcode.FORMERR;
    }
    if (options != null && options.getVersion() > 0) {
      return Rcode.BADVERS;
    }
    Record question = query.getQuestion();
    boolean transfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
    return question.getDClass() != DClass.IN || transfer ? Rcode.REFUSED : Rcode.NOERROR;
  }

  private static Message compose(Message query, Resolution resolution) {
    Message answer = new Message(query.getHeader().getID());
    Header header = answer.getHeader();
    header.setFlag(Flags.QR);
    header.setOpcode(query.getHeader().getOpcode());
    header.setFlag(Flags.RA);
    copyFlag(query, header, Flags.RD);
    copyFlag(query, header, Flags.CD);
    if (resolution.authoritative()) {
      header.setFlag(Flags.AA);
    }
    header.setRcode(resolution.rcode() & 0xf);
    query.getSection(Section.QUESTION).stream()
        .limit(1)
        .forEach(q -> answer.addRecord(q, Section.QUESTION));
    resolution.answers().forEach(r -> answer.addRecord(r, Section.ANSWER));
    resolution.authority().forEach(r -> answer.addRecord(r, Section.AUTHORITY));
    resolution.additional().forEach(r -> answer.addRecord(r, Section.ADDITIONAL));
    OPTRecord asked = query.getOPT();
    if (asked != null) {
      answer.addRecord(
          new OPTRecord(OUR_SIZE, resolution.rcode() >> 4, 0, asked.getFlags() & ExtendedFlags.DO),
          Section.ADDITIONAL);
    }
    return answer;
  }

  private static void copyFlag(Message query, Header header, int flag) {
    if (query.getHeader().getFlag(flag)) {
      header.setFlag(flag);
    }
  }

  /** The most bytes that an answer may have; what does not fit is cut off and marked by TC. */
  private static int limit(Message query, Transport transport) {
    OPTRecord options = query.getOPT();
    return switch (transport) {
      case TCP -> TCP_SIZE;
      case UDP ->
          options == null ? PLAIN_SIZE : Math.clamp(options.getPayloadSize(), PLAIN_SIZE, OUR_SIZE);
    };
  }
}
