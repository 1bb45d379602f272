package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;
import java.util.regex.Pattern;

/** The rules for Windows options, and for what pods of one operating system may not set. */
final class WindowsRules {
  private static final int MAX_CREDENTIALS = 64 * 1024;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NET_BIOS =
      Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
  private static final String DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final Pattern DNS = Pattern.compile(DNS_LABEL + "(?:\\." + DNS_LABEL + ")*");
  private static final Pattern BAD_USER = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");
  private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");

  private static final List<String> LINUX_POD_MEMBERS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "fsGroup",
          "fsGroupChangePolicy",
          "sysctls",
          "runAsUser",
          "runAsGroup",
          "supplementalGroups",
          "supplementalGroupsPolicy",
          "seLinuxChangePolicy");
  private static final List<String> LINUX_SPEC_MEMBERS =
      List.of("hostUsers", "hostPID", "hostIPC", "shareProcessNamespace");
  private static final List<String> LINUX_CONTAINER_MEMBERS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "capabilities",
          "readOnlyRootFilesystem",
          "privileged",
          "allowPrivilegeEscalation",
          "procMount",
          "runAsUser",
          "runAsGroup");

  private WindowsRules() {}

  static void options(Field options) {
    if (!options.isSet()) {
      return;
    }
    Field name = options.at("gmsaCredentialSpecName");
    if (name.isSet()) {
      name.check(Formats.dns1123Subdomain(name.string()));
    }
    Field credentials = options.at("gmsaCredentialSpec");
    if (credentials.isSet() && credentials.isEmpty()) {
      credentials.invalid("gmsaCredentialSpec cannot be an empty string");
    } else if (credentials.string().length() > MAX_CREDENTIALS) {
      credentials.invalid("gmsaCredentialSpec size must be under 64 KiB");
    }
    if (options.at("runAsUserName").isSet()) {
      user(options.at("runAsUserName"));
    }
  }

  private static void user(Field name) {
    String text = name.string();
    String[] parts = text.split("\\\\", -1);
    if (text.isEmpty()) {
      name.invalid("runAsUserName cannot be an empty string");
    } else if (CONTROL.matcher(text).find()) {
      name.invalid("runAsUserName cannot contain control characters");
    } else if (parts.length > 2) {
      name.invalid("runAsUserName cannot contain more than one backslash");
    } else {
      if (parts.length == 2) {
        domain(name, parts[0]);
      }
      userPart(name, parts[parts.length - 1]);
    }
  }

  private static void domain(Field name, String domain) {
    if (domain.length() >= 256) {
      name.invalid("runAsUserName's Domain length must be under 256 characters");
    }
    if (!NET_BIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
      name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }

  private static void userPart(Field name, String user) {
    if (user.isEmpty()) {
      name.invalid("runAsUserName's User cannot be empty");
    } else if (user.length() > 104) {
      name.invalid("runAsUserName's User length must not be longer than 104 characters");
    }
    if (DOTS_AND_SPACES.matcher(user).matches()) {
      name.invalid("runAsUserName's User cannot contain only periods or spaces");
    }
    if (BAD_USER.matcher(user).find()) {
      name.invalid(
          "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
  }

  /** Host process containers: all of a pod's or none, and in the host's network. */
  static void hostProcess(Field spec) {
    Object ofPod = spec.at("securityContext", "windowsOptions", "hostProcess").value();
    int containers = 0;
    int onHost = 0;
    for (Field container : PodScope.containersOf(spec)) {
      containers++;
      Field own = container.at("securityContext", "windowsOptions", "hostProcess");
      if (ofPod != null && own.isSet() && !ofPod.equals(own.value())) {
        own.invalid("pod hostProcess value must be identical if both are specified, was " + ofPod);
      }
      boolean inherited = !own.isSet() && Boolean.TRUE.equals(ofPod);
      onHost += own.isTrue() || inherited ? 1 : 0;
    }
    if (onHost == 0) {
      return;
    }
    if (onHost != containers) {
      spec.invalid(
          "",
          "If pod contains any hostProcess containers then all containers must be HostProcess"
              + " containers");
    }
    if (!spec.at("hostNetwork").isTrue()) {
      spec.at("hostNetwork")
          .invalid(false, "hostNetwork must be true if pod contains any hostProcess containers");
    }
  }

  /** What the pod's operating system does not know may not be set. */
  static void operatingSystem(Field spec) {
    Field os = spec.at("os");
    if (!os.isSet()) {
      return;
    }
    switch (os.at("name").string()) {
      case "" -> os.at("name").required("");
      case "linux" -> linux(spec);
      case "windows" -> windows(spec);
      default -> os.at("name").reportedAs(os).oneOfIfSet("linux", "windows");
    }
  }

  private static void linux(Field spec) {
    Field options = spec.at("securityContext", "windowsOptions");
    if (options.isSet()) {
      options.forbidden("windows options cannot be set for a linux pod");
    }
    for (Field container : PodScope.containersOf(spec)) {
      Field own = container.at("securityContext", "windowsOptions");
      if (own.isSet()) {
        own.forbidden("windows options cannot be set for a linux pod");
      }
    }
  }

  private static void windows(Field spec) {
    for (String member : LINUX_POD_MEMBERS) {
      notOnWindows(spec.at("securityContext", member));
    }
    for (String member : LINUX_SPEC_MEMBERS) {
      boolean flag = member.equals("hostPID") || member.equals("hostIPC");
      if (!flag || spec.at(member).isTrue()) {
        notOnWindows(spec.at(member));
      }
    }
    for (Field container : PodScope.containersOf(spec)) {
      for (String member : LINUX_CONTAINER_MEMBERS) {
        notOnWindows(container.at("securityContext", member));
      }
    }
  }

  private static void notOnWindows(Field field) {
    if (field.isSet()) {
      field.forbidden("cannot be set for a windows pod");
    }
  }
}
