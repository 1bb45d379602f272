package io.navarch.dns.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.dns.forward.Forwarder;
import io.navarch.dns.forward.HostResolvers;
import io.navarch.dns.zone.Endpoint;
import io.navarch.dns.zone.ServiceRecords;
import io.navarch.dns.zone.ServiceRecords.Backing;
import io.navarch.dns.zone.ServiceTable;
import io.navarch.dns.zone.Zone;
import io.navarch.dns.zone.ZoneAnswers;
import io.navarch.model.client.ObjectKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Questions over real sockets on loopback. The "outside world" is a second server of ours. */
class DnsServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int MANY = 200;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private volatile boolean ready = true;
  private DnsServer server;

  @BeforeEach
  void start() throws IOException {
    ServiceTable outside = new ServiceTable("there"::equals, 1);
    put(outside, "there", "www", cluster("192.0.2.80"));
    put(outside, "there", "many", new Backing.Headless(), endpoints());
    DnsServer world = serve(outside, "world", List.of());
    ServiceTable inside = new ServiceTable("default"::equals, 1);
    put(inside, "default", "web", cluster("10.96.0.5"));
    put(inside, "default", "many", new Backing.Headless(), endpoints());
    put(inside, "default", "away", new Backing.ExternalName("www.there.svc.world"));
    put(inside, "default", "near", new Backing.ExternalName("web.default.svc.cluster.local"));
    put(inside, "default", "round", new Backing.ExternalName("round.default.svc.cluster.local"));
    server =
        serve(
            inside,
            "cluster.local",
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.port())));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private DnsServer serve(ServiceTable table, String domain, List<InetSocketAddress> upstreams)
      throws IOException {
    Resolver resolver =
        new Resolver(
            new ZoneAnswers(Zone.of(domain, List.of("10.96.0.0/16")), table, "kube-dns"),
            () -> ready,
            new Forwarder(
                new HostResolvers(Path.of("/nonexistent"), upstreams, Set.of()), System::nanoTime),
            new Random(7));
    DnsServer made = DnsServer.open(ANY_PORT, new QueryHandler(resolver, new QueryMetrics(meters)));
    open.add(made);
    return made;
  }

  @Test
  void answersByUdpAndByTcp() throws IOException {
    for (boolean tcp : List.of(false, true)) {
      Message answer = ask("web.default.svc.cluster.local.", Type.A, tcp);
      assertThat(answers(answer)).containsExactly("10.96.0.5");
      assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
      assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
    }
    assertThat(meters.counter("coredns_dns_requests_total", "type", "A", "proto", "tcp").count())
        .isEqualTo(1);
  }

  @Test
  void deniesWithTheZonesSoa() throws IOException {
    Message answer = ask("missing.default.svc.cluster.local.", Type.A, false);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answer.getSection(Section.AUTHORITY))
        .singleElement()
        .satisfies(r -> assertThat(r.getType()).isEqualTo(Type.SOA));
    Message nothing = ask("web.default.svc.cluster.local.", Type.AAAA, false);
    assertThat(nothing.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(nothing.getSection(Section.ANSWER)).isEmpty();
    assertThat(nothing.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void cutsOffWhatUdpCannotTakeAndTellsItAllByTcp() throws IOException {
    Message plain = query("many.default.svc.cluster.local.", Type.A);
    byte[] small = exchange(plain.toWire());
    assertThat(small.length).isBetween(480, 512);
    assertThat(new Message(small).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(answers(new Message(small))).as("those that fit").hasSizeGreaterThan(20);

    Message roomy = query("many.default.svc.cluster.local.", Type.A);
    roomy.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    byte[] larger = exchange(roomy.toWire());
    assertThat(larger.length).isBetween(1200, 1232);
    assertThat(new Message(larger).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(new Message(larger).getOPT().getPayloadSize()).isEqualTo(1232);

    assertThat(answers(ask("many.default.svc.cluster.local.", Type.A, true))).hasSize(MANY);
  }

  @Test
  void asksTheNodesResolversForTheRest() throws IOException {
    Message answer = ask("www.there.svc.world.", Type.A, false);
    assertThat(answers(answer)).containsExactly("192.0.2.80");
    assertThat(ask("no.there.svc.world.", Type.A, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(answers(ask("many.there.svc.world.", Type.A, true)))
        .as("fetched whole, although UDP cut it off")
        .hasSize(MANY);
  }

  @Test
  void followsAliasesInsideAndOutside() throws IOException {
    assertThat(answers(ask("away.default.svc.cluster.local.", Type.A, false)))
        .containsExactly("www.there.svc.world.", "192.0.2.80");
    assertThat(answers(ask("near.default.svc.cluster.local.", Type.A, false)))
        .containsExactly("web.default.svc.cluster.local.", "10.96.0.5");
    assertThat(ask("round.default.svc.cluster.local.", Type.A, false).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void failsWhereNoResolverIsOrAnswers() throws IOException {
    DnsServer alone = serve(new ServiceTable(n -> false, 1), "cluster.local", List.of());
    assertThat(ask(alone, "www.example.com.", Type.A, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
    try (DatagramSocket silent = new DatagramSocket(ANY_PORT)) {
      DnsServer unheard =
          serve(
              new ServiceTable(n -> false, 1),
              "cluster.local",
              List.of((InetSocketAddress) silent.getLocalSocketAddress()));
      assertThat(ask(unheard, "www.example.com.", Type.A, false).getRcode())
          .isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void aCircleOfResolversEndsInFailure() throws IOException {
    DnsServer[] self = new DnsServer[1];
    List<InetSocketAddress> back = new ArrayList<>();
    try (DatagramSocket relay = new DatagramSocket(ANY_PORT)) {
      back.add((InetSocketAddress) relay.getLocalSocketAddress());
      self[0] = serve(new ServiceTable(n -> false, 1), "cluster.local", back);
      Thread.startVirtualThread(() -> relayTo(relay, self[0].port()));
      assertThat(ask(self[0], "www.example.com.", Type.A, false).getRcode())
          .isEqualTo(Rcode.SERVFAIL);
    }
    assertThat(meters.counter("coredns_dns_requests_total", "type", "A", "proto", "udp").count())
        .as("questions that went round")
        .isLessThan(10);
  }

  private static void relayTo(DatagramSocket relay, int port) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        relay.receive(packet);
        packet.setSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        relay.send(packet);
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Test
  void untilServicesAreKnownNothingIsDenied() throws IOException {
    ready = false;
    assertThat(ask("missing.default.svc.cluster.local.", Type.A, false).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void whatIsNotAQuestionIsRefusedByItsKind() throws IOException {
    Message update = query("web.default.svc.cluster.local.", Type.A);
    update.getHeader().setOpcode(Opcode.UPDATE);
    assertThat(new Message(exchange(update.toWire())).getRcode()).isEqualTo(Rcode.NOTIMP);
    Message none = new Message(7);
    assertThat(new Message(exchange(none.toWire())).getRcode()).isEqualTo(Rcode.FORMERR);
    Message future = query("web.default.svc.cluster.local.", Type.A);
    future.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    assertThat(new Message(exchange(future.toWire())).getRcode()).isEqualTo(Rcode.BADVERS);
    Message transfer = query("cluster.local.", Type.AXFR);
    assertThat(new Message(exchange(transfer.toWire())).getRcode()).isEqualTo(Rcode.REFUSED);
    Message chaos =
        Message.newQuery(Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CH));
    assertThat(new Message(exchange(chaos.toWire())).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void cutOffMessagesAreFormErrorsAndAnswersAreIgnored() throws IOException {
    byte[] whole = query("web.default.svc.cluster.local.", Type.A).toWire();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 3);
    Message refused = new Message(exchange(cut));
    assertThat(refused.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(refused.getHeader().getID()).isEqualTo(new Header(whole).getID());
    Message answer = query("web.default.svc.cluster.local.", Type.A);
    answer.getHeader().setFlag(Flags.QR);
    assertThatThrownBy(() -> exchange(answer.toWire())).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void rubbishDoesNotStopTheServer() throws IOException {
    long seed = 20260711;
    Random random = new Random(seed);
    byte[] whole = query("web.default.svc.cluster.local.", Type.A).toWire();
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 2000; i++) {
        byte[] rubbish = i % 2 == 0 ? new byte[random.nextInt(600)] : whole.clone();
        if (i % 2 == 0) {
          random.nextBytes(rubbish);
        } else {
          rubbish[random.nextInt(rubbish.length)] = (byte) random.nextInt();
        }
        socket.send(
            new DatagramPacket(
                rubbish, rubbish.length, InetAddress.getLoopbackAddress(), server.port()));
      }
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      byte[] rubbish = new byte[4000];
      random.nextBytes(rubbish);
      socket.getOutputStream().write(rubbish);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(answers(ask("web.default.svc.cluster.local.", Type.A, false)))
                    .as("seed %s", seed)
                    .containsExactly("10.96.0.5"));
  }

  @Test
  void oneConnectionTakesSeveralQuestions() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] query = query("web.default.svc.cluster.local.", Type.A).toWire();
      for (int i = 0; i < 2; i++) {
        out.writeShort(query.length);
        out.write(query);
      }
      for (int i = 0; i < 2; i++) {
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        assertThat(answers(new Message(answer))).containsExactly("10.96.0.5");
      }
    }
  }

  private static void put(
      ServiceTable table, String namespace, String name, Backing backing, Endpoint... endpoints) {
    table.set(
        ObjectKey.of(namespace, name),
        new ServiceRecords(namespace, name, backing, List.of(endpoints)));
  }

  private static Backing cluster(String address) {
    return new Backing.ClusterAddresses(List.of(InetAddress.ofLiteral(address)), List.of());
  }

  private static Endpoint[] endpoints() {
    return IntStream.rangeClosed(1, MANY)
        .mapToObj(i -> new Endpoint(InetAddress.ofLiteral("10.244.1." + i), "", List.of()))
        .toArray(Endpoint[]::new);
  }

  private static Message query(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
  }

  private Message ask(String name, int type, boolean tcp) throws IOException {
    return ask(server, name, type, tcp);
  }

  private static Message ask(DnsServer server, String name, int type, boolean tcp)
      throws IOException {
    SimpleResolver client =
        new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    client.setTCP(tcp);
    client.setTimeout(Duration.ofSeconds(10));
    return client.send(query(name, type));
  }

  private byte[] exchange(byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(1000);
      socket.send(
          new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), server.port()));
      DatagramPacket answer = new DatagramPacket(new byte[65535], 65535);
      socket.receive(answer);
      return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  private static List<String> answers(Message message) {
    return message.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }
}
