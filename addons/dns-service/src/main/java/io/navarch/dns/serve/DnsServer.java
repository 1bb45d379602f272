package io.navarch.dns.serve;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes questions by UDP and by TCP on one port, each on a virtual thread of its own. */
public final class DnsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);

  /** Further questions are dropped, as a full socket buffer drops them; clients ask again. */
  private static final int MOST_DATAGRAMS = 4096;

  /** Further connections are closed. */
  private static final int MOST_CONNECTIONS = 512;

  private static final int IDLE_MILLIS = 10_000;
  private static final int BUFFER = 65_535;
  private static final int BACKLOG = 128;

  private final QueryHandler handler;
  private final DatagramSocket datagrams;
  private final ServerSocket connections;
  private final Semaphore freeDatagrams = new Semaphore(MOST_DATAGRAMS);
  private final Semaphore freeConnections = new Semaphore(MOST_CONNECTIONS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private DnsServer(QueryHandler handler, DatagramSocket datagrams, ServerSocket connections) {
    this.handler = handler;
    this.datagrams = datagrams;
    this.connections = connections;
  }

  /**
   * Opens both sockets and serves until {@link #close}.
   *
   * @param address port 0 takes a free one
   * @throws IOException if one of them cannot be opened
   */
  public static DnsServer open(InetSocketAddress address, QueryHandler handler) throws IOException {
    ServerSocket connections = new ServerSocket();
    try {
      connections.setReuseAddress(true);
      connections.bind(address, BACKLOG);
      DatagramSocket datagrams =
          new DatagramSocket(
              new InetSocketAddress(address.getAddress(), connections.getLocalPort()));
      DnsServer server = new DnsServer(handler, datagrams, connections);
      Thread.ofVirtual().name("dns-udp").start(server::receive);
      Thread.ofVirtual().name("dns-tcp").start(server::accept);
      return server;
    } catch (IOException e) {
      connections.close();
      throw e;
    }
  }

  /** The port that both listen on. */
  public int port() {
    return connections.getLocalPort();
  }

  private void receive() {
    byte[] buffer = new byte[BUFFER];
    while (!datagrams.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        datagrams.receive(packet);
        byte[] query = Arrays.copyOf(buffer, packet.getLength());
        SocketAddress client = packet.getSocketAddress();
        if (freeDatagrams.tryAcquire()) {
          Thread.startVirtualThread(() -> answer(query, client));
        }
      } catch (IOException e) {
        if (!datagrams.isClosed()) {
          LOG.debug("a datagram was lost", e);
        }
      }
    }
  }

  private void answer(byte[] query, SocketAddress client) {
    try {
      byte[] answer = handler.handle(query, Transport.UDP);
      if (answer != null) {
        datagrams.send(new DatagramPacket(answer, answer.length, client));
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be answered", client, e);
    } finally {
      freeDatagrams.release();
    }
  }

  private void accept() {
    while (!connections.isClosed()) {
      try {
        Socket connection = connections.accept();
        if (freeConnections.tryAcquire()) {
          open.add(connection);
          Thread.startVirtualThread(() -> serve(connection));
        } else {
          connection.close();
        }
      } catch (IOException e) {
        if (!connections.isClosed()) {
          LOG.debug("a connection was lost", e);
        }
      }
    }
  }

  /** Messages one after the other, each behind its length in two bytes. */
  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(IDLE_MILLIS);
      connection.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] answer = handler.handle(query, Transport.TCP);
        if (answer == null) {
          return;
        }
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      }
    } catch (EOFException e) {
      LOG.trace("{} is done", connection);
    } catch (IOException e) {
      LOG.debug("{} is gone", connection, e);
    } finally {
      open.remove(connection);
      freeConnections.release();
    }
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      connections.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      LOG.debug("closing", e);
    }
  }
}
