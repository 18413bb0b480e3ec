package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.policies.SigningKey;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys: the record to publish, what DNS has beside it, and the next state. */
public final class KeyExtras extends PolicyExtras {
    private static final List<String> STATES = List.of("pending", "active", "retiring", "retired");

    private final PageRenderer pages;

    KeyExtras(PageRenderer pages) {
        this.pages = pages;
    }

    @Override
    public String filter() {
        return "state";
    }

    @Override
    public List<String> filterWords() {
        return STATES;
    }

    @Override
    public boolean staysWithObject() {
        return true;
    }

    /** Leaves out what a key keeps: its kind and its pair, and its place once it was used. */
    @Override
    public List<Field<?>> settable(List<Field<?>> fields, Value.Members object) {
        List<Field<?>> settable = new ArrayList<>(fields);
        if (object.values().isEmpty()) {
            settable.add(SigningKey.PRIVATE_KEY);
            return settable;
        }
        List<String> kept = new ArrayList<>(List.of("kind", "algorithm"));
        boolean ssh = Values.text(object, "kind").equals("ssh");
        if (ssh || !Values.text(object, "state").equals("pending")) {
            kept.addAll(List.of("domain", "selector"));
        }
        if (ssh) {
            kept.add("account_id");
        }
        settable.removeIf(field -> kept.contains(field.name()));
        return settable;
    }

    @Override
    public Map<String, List<SelectOption>> references(SignedIn signedIn, Value.Members object) {
        int now = Math.max(0, STATES.indexOf(Values.text(object, "state")));
        List<SelectOption> states =
                STATES.subList(now, Math.min(now + 2, STATES.size())).stream()
                        .map(state ->
                                new SelectOption(
                                        state, signedIn.words().text("noun.word." + state)))
                        .toList();
        return Map.of("state", states);
    }

    @Override
    public String beside(SignedIn signedIn, Frame frame, Value.Members object) {
        String ssh = Values.text(object, "ssh_key");
        Map<String, String> found = new LinkedHashMap<>();
        boolean checks = ssh.isEmpty() && !signedIn.visit().param("check").isEmpty();
        long id = Values.number(object, "id");
        CallResult check =
                checks
                        ? signedIn.calls().call("keys/check", "id", id)
                        : new CallResult(Value.Members.NONE);
        Value.Members answer = check.object();
        Values.texts(answer, "found").forEach(text -> found.put(text, ""));
        return pages.html(
                "mtakey",
                frame,
                "key",
                new KeyRecord(
                        id,
                        Values.text(object, "dns_name"),
                        Values.text(object, "dns_value"),
                        ssh,
                        checks ? statusBadge(signedIn.words(), check) : Badge.off("info", ""),
                        checks,
                        check.isOk()
                                ? Values.text(answer, "reason")
                                : signedIn.words().said(check.errorText()),
                        List.copyOf(found.keySet())),
                "call",
                CallExample.of("keys/check", Values.members("id", id)));
    }

    /**
     * A key's record in DNS.
     *
     * @param ssh the line for {@code authorized_keys}, of a key without a record; else empty
     * @param checked whether DNS was asked just now
     */
    public record KeyRecord(
            long id,
            String name,
            String value,
            String ssh,
            Badge badge,
            boolean checked,
            String reason,
            List<String> found) {}

    private static Badge statusBadge(Translations words, CallResult check) {
        return switch (Values.text(check.object(), "status")) {
            case "published" -> Badge.good("circle-check", words.text("mta.key.published"));
            case "absent" -> Badge.bad("circle-off", words.text("mta.key.absent"));
            case "different" -> Badge.bad("circle-off", words.text("mta.key.different"));
            default -> Badge.warn("info", words.text("mta.key.unavailable"));
        };
    }
}
