package io.mailyard.declare;

import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The senders that rules of virtual senders name. A server keeps a rule whose sender was deleted or
 * withdrawn from the account, and skips that sender, but it does not accept such a rule anew. So an
 * export leaves those senders out and gives their share to the others, as the server does.
 */
final class RuleSenders {
    private static final int WHOLE = 100;
    private static final String SENDERS = "senders";
    private static final String SENDER = "sender";
    private static final String PERCENT = "percent";

    private final ServerState world;
    private final Consumer<String> notes;

    /**
     * Creates it.
     *
     * @param notes takes a sentence for each sender, rule or virtual sender that is left out
     */
    RuleSenders(ServerState world, Consumer<String> notes) {
        this.world = world;
        this.notes = notes;
    }

    /** An account's senders that are not deleted. */
    Map<String, Value> ofAccount(Map<String, Value> members) {
        Value assigned = members.get(Schema.SENDERS);
        if (assigned == null) {
            return members;
        }
        Map<String, Value> kept = new LinkedHashMap<>(members);
        kept.put(
                Schema.SENDERS,
                new Value.Items(
                        Assignment.names(assigned).stream()
                                .filter(this::stands)
                                .<Value>map(Value.Text::new)
                                .toList()));
        return kept;
    }

    /** The part of a virtual sender that can be saved; empty if there is none. */
    Optional<Map<String, Value>> ofVirtualSender(Entry virtual) {
        Set<String> serving =
                world
                        .find(virtual.id().account())
                        .map(account -> account.entry().members().get(Schema.SENDERS))
                        .map(Assignment::names)
                        .orElse(List.of())
                        .stream()
                        .filter(this::stands)
                        .collect(Collectors.toUnmodifiableSet());
        Map<String, Value> members = new LinkedHashMap<>(virtual.members());
        String subject = virtual.shown();
        boolean some = false;
        for (Map.Entry<String, Value> member : members.entrySet()) {
            if (member.getValue() instanceof Value.Items(List<Value> rules) && !rules.isEmpty()) {
                List<Value> kept = rules(rules, serving, subject);
                member.setValue(new Value.Items(kept));
                some |= !kept.isEmpty();
            }
        }
        if (some || !hadRules(virtual)) {
            return Optional.of(members);
        }
        notes.accept(subject + " is left out: none of its senders serves the account");
        return Optional.empty();
    }

    private static boolean hadRules(Entry virtual) {
        return virtual.members().values().stream()
                .anyMatch(value ->
                        value instanceof Value.Items(List<Value> rules) && !rules.isEmpty());
    }

    private boolean stands(String sender) {
        return world.notDeleted(Entry.EntryId.of(ObjectKind.SENDERS, sender)).isPresent();
    }

    /** Rules with senders that serve the account; empty if the last rule, the default, has none. */
    private List<Value> rules(List<Value> rules, Set<String> serving, String subject) {
        List<Value> kept = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Map<String, Value> rule = ListReader.members(rules.get(i));
            List<Map<String, Value>> shares = shares(rule);
            List<Map<String, Value>> able =
                    shares.stream().filter(share -> serving.contains(name(share))).toList();
            String place = subject + ", rule " + (i + 1);
            shares.stream()
                    .filter(share -> !serving.contains(name(share)))
                    .forEach(share ->
                            notes.accept(
                                    place
                                            + ": sender '"
                                            + name(share)
                                            + "' is left out: it is deleted, or not assigned to the"
                                            + " account"));
            if (!able.isEmpty()) {
                Map<String, Value> whole = new LinkedHashMap<>(rule);
                whole.put(SENDERS, able.size() == shares.size() ? rule.get(SENDERS) : shared(able));
                kept.add(new Value.Members(whole));
            } else if (i == rules.size() - 1) {
                notes.accept(
                        place
                                + ", the default, has no sender left, so all other rules are left"
                                + " out");
                return List.of();
            } else {
                notes.accept(place + " is left out: it has no sender left");
            }
        }
        return kept;
    }

    private static List<Map<String, Value>> shares(Map<String, Value> rule) {
        return rule.get(SENDERS) instanceof Value.Items(List<Value> items)
                ? items.stream().map(ListReader::members).toList()
                : List.of();
    }

    private static String name(Map<String, Value> share) {
        return share.get(SENDER) instanceof Value.Text(String name) ? name : "";
    }

    /**
     * Returns these senders with percentages that add up to 100, in proportion, each at least 1.
     */
    private static Value shared(List<Map<String, Value>> shares) {
        List<Value> items = new ArrayList<>();
        long sum = shares.stream().mapToLong(RuleSenders::percent).sum();
        long given = 0;
        long left = WHOLE;
        for (int i = 0; i < shares.size(); i++) {
            given += percent(shares.get(i));
            long upTo = i == shares.size() - 1 ? WHOLE : Math.round((double) WHOLE * given / sum);
            long most = left - (shares.size() - 1 - i);
            long part = Math.clamp(upTo - (WHOLE - left), 1, most);
            left -= part;
            Map<String, Value> share = new LinkedHashMap<>(shares.get(i));
            share.put(PERCENT, new Value.Numeral(Long.toString(part)));
            items.add(new Value.Members(share));
        }
        return new Value.Items(items);
    }

    private static long percent(Map<String, Value> share) {
        return share.get(PERCENT) instanceof Value.Numeral(String number)
                ? Math.max(1, Long.parseLong(number))
                : 1;
    }
}
