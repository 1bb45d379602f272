package io.navarch.dns.zone;

import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/** What the cluster's zones say to a question. */
public sealed interface ZoneAnswer {

  /**
   * @param records at least one
   * @param additional addresses of the targets that the records name
   */
  record Found(List<Record> records, List<Record> additional) implements ZoneAnswer {
    public Found {
      records = List.copyOf(records);
      additional = List.copyOf(additional);
    }
  }

  /** The name is another one's; its target is to be asked for in turn. */
  record Alias(CNAMERecord alias) implements ZoneAnswer {}

  /** The name stands, with records of other types or only with names below it. */
  record NoData(SOARecord authority) implements ZoneAnswer {}

  /** There is no such name, nor any below it. */
  record NoSuchName(SOARecord authority) implements ZoneAnswer {}

  /** The name lies outside the cluster's zones. */
  record Elsewhere() implements ZoneAnswer {}
}
