package io.navarch.dns.serve;

import io.navarch.dns.forward.Forwarder;
import io.navarch.dns.zone.ZoneAnswer;
import io.navarch.dns.zone.ZoneAnswers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers one question: from the cluster's zones, else through the node's resolvers. */
public final class Resolver {
  private static final int MOST_ALIASES = 8;

  private final ZoneAnswers zones;
  private final BooleanSupplier zonesReady;
  private final Forwarder forwarder;
  private final Random random;

  /**
   * @param zonesReady whether the zones know all services; until then they answer nothing
   */
  public Resolver(
      ZoneAnswers zones, BooleanSupplier zonesReady, Forwarder forwarder, RandomGenerator random) {
    this.zones = zones;
    this.zonesReady = zonesReady;
    this.forwarder = forwarder;
    this.random = Random.from(random);
  }

  /**
   * @param dnssecRecords as of {@link Forwarder#ask}
   * @param unchecked as of {@link Forwarder#ask}
   */
  Resolution resolve(Record question, boolean dnssecRecords, boolean unchecked) {
    List<Record> aliases = new ArrayList<>();
    Record asked = question;
    while (aliases.size() < MOST_ALIASES) {
      boolean own = zones.isAuthoritativeFor(asked.getName());
      if (own && !zonesReady.getAsBoolean()) {
        return Resolution.failed(Rcode.SERVFAIL);
      }
      switch (zones.answer(asked.getName(), asked.getType())) {
        case ZoneAnswer.Found found -> {
          return found(aliases, found);
        }
        case ZoneAnswer.NoData none -> {
          return own(Rcode.NOERROR, aliases, List.of(none.authority()));
        }
        case ZoneAnswer.NoSuchName none -> {
          return own(Rcode.NXDOMAIN, aliases, List.of(none.authority()));
        }
        case ZoneAnswer.Elsewhere elsewhere -> {
          return forwarded(asked, aliases, dnssecRecords, unchecked);
        }
        case ZoneAnswer.Alias alias -> {
          aliases.add(alias.alias());
          asked = Record.newRecord(alias.alias().getTarget(), asked.getType(), asked.getDClass());
        }
      }
    }
    return Resolution.failed(Rcode.SERVFAIL);
  }

  /** Addresses in another order each time, so that clients spread. */
  private Resolution found(List<Record> aliases, ZoneAnswer.Found found) {
    List<Record> records = new ArrayList<>(found.records());
    if (records.size() > 1 && isAddress(records.getFirst())) {
      Collections.shuffle(records, random);
    }
    return new Resolution(
        Rcode.NOERROR, true, joined(aliases, records), List.of(), found.additional());
  }

  private static boolean isAddress(Record record) {
    return record.getType() == Type.A || record.getType() == Type.AAAA;
  }

  private static Resolution own(int rcode, List<Record> aliases, List<Record> authority) {
    return new Resolution(rcode, true, aliases, authority, List.of());
  }

  /** What lies behind an alias of ours is told as ours; without an answer there is only failure. */
  private Resolution forwarded(
      Record asked, List<Record> aliases, boolean dnssecRecords, boolean unchecked) {
    Optional<Message> answer = forwarder.ask(asked, dnssecRecords, unchecked);
    if (answer.isEmpty()) {
      return Resolution.failed(Rcode.SERVFAIL);
    }
    Message message = answer.get();
    return new Resolution(
        message.getRcode(),
        !aliases.isEmpty() || message.getHeader().getFlag(Flags.AA),
        joined(aliases, message.getSection(Section.ANSWER)),
        message.getSection(Section.AUTHORITY),
        message.getSection(Section.ADDITIONAL).stream()
            .filter(r -> r.getType() != Type.OPT && r.getType() != Type.TSIG)
            .toList());
  }

  private static List<Record> joined(List<Record> aliases, List<Record> records) {
    if (aliases.isEmpty()) {
      return records;
    }
    List<Record> all = new ArrayList<>(aliases);
    all.addAll(records);
    return all;
  }
}
