package io.navarch.gateway.allocation;

/** The node ports, both ends included. */
record PortRange(int first, int last) {

  /**
   * @param text such as {@code 30000-32767}
   */
  static PortRange parse(String text) {
    int dash = text.indexOf('-');
    return new PortRange(
        Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
  }

  int size() {
    return last - first + 1;
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  /** How many of the lowest ports are left to those who ask for a certain one. */
  int staticBand() {
    return size() <= 16 ? 0 : Math.min(Math.max(16, size() / 32), 128);
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
