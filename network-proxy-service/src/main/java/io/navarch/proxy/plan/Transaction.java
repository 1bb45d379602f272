package io.navarch.proxy.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What turns one fragment into another, as nftables commands that take effect together.
 *
 * <p>The order inside matters: what is referred to is made before it is referred to, and removed
 * after nothing refers to it any more.
 */
public record Transaction(String text) {

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** Everything that differs, and nothing else. */
  public static Transaction between(Fragment before, Fragment after) {
    List<String> commands = new ArrayList<>();
    addSets(commands, before, after);
    addChains(commands, before, after);
    changeElements(commands, before, after);
    changeRules(commands, before, after);
    removeChains(commands, before, after);
    removeSets(commands, before, after);
    return new Transaction(commands.isEmpty() ? "" : String.join("\n", commands) + "\n");
  }

  /** Several transactions as one. */
  public static Transaction all(List<Transaction> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(p -> text.append(p.text()));
    return new Transaction(text.toString());
  }

  private static void addSets(List<String> commands, Fragment before, Fragment after) {
    after
        .sets()
        .forEach(
            (name, definition) -> {
              if (!before.sets().containsKey(name)) {
                commands.add(
                    "add set " + RulesetCompiler.TABLE + " " + name + " { " + definition + " }");
              }
            });
  }

  private static void addChains(List<String> commands, Fragment before, Fragment after) {
    for (String chain : after.chains().keySet()) {
      if (!before.chains().containsKey(chain)) {
        commands.add("add chain " + RulesetCompiler.TABLE + " " + chain);
      }
    }
  }

  private static void changeElements(List<String> commands, Fragment before, Fragment after) {
    before
        .elements()
        .forEach(
            (element, verdict) -> {
              if (!Objects.equals(after.elements().get(element), verdict)) {
                commands.add(elementCommand("delete", element, verdict));
              }
            });
    after
        .elements()
        .forEach(
            (element, verdict) -> {
              if (!Objects.equals(before.elements().get(element), verdict)) {
                commands.add(elementCommand("add", element, verdict));
              }
            });
  }

  private static String elementCommand(String verb, Fragment.Element element, String verdict) {
    return verb
        + " element "
        + RulesetCompiler.TABLE
        + " "
        + element.container()
        + " { "
        + element.key()
        + (verdict.isEmpty() ? "" : " : " + verdict)
        + " }";
  }

  private static void changeRules(List<String> commands, Fragment before, Fragment after) {
    for (Map.Entry<String, List<String>> chain : after.chains().entrySet()) {
      List<String> old = before.chains().get(chain.getKey());
      if (chain.getValue().equals(old)) {
        continue;
      }
      if (old != null) {
        commands.add("flush chain " + RulesetCompiler.TABLE + " " + chain.getKey());
      }
      for (String rule : chain.getValue()) {
        commands.add("add rule " + RulesetCompiler.TABLE + " " + chain.getKey() + " " + rule);
      }
    }
  }

  /** All are emptied first, because they may jump to one another. */
  private static void removeChains(List<String> commands, Fragment before, Fragment after) {
    List<String> gone =
        before.chains().keySet().stream().filter(c -> !after.chains().containsKey(c)).toList();
    gone.forEach(chain -> commands.add("flush chain " + RulesetCompiler.TABLE + " " + chain));
    gone.forEach(chain -> commands.add("delete chain " + RulesetCompiler.TABLE + " " + chain));
  }

  private static void removeSets(List<String> commands, Fragment before, Fragment after) {
    for (String set : before.sets().keySet()) {
      if (!after.sets().containsKey(set)) {
        commands.add("delete set " + RulesetCompiler.TABLE + " " + set);
      }
    }
  }
}
