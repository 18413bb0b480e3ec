package io.mailyard.panel;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The rules of a virtual sender while they are edited, by channel. Pages carry them, compressed,
 * from one step to the next, so that it needs neither a script nor anything kept on the server.
 *
 * @param open the rule whose fields the page has, such as {@code email:2}; empty: none
 */
record RuleDraft(Map<String, List<Value.Members>> rules, String open) {
    /** The channels, as rules of them are named in calls: email_rules, sms_rules. */
    static final List<String> CHANNELS = List.of("email", "sms");

    /** Several times 100 rules of each channel with 50 senders each. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** As many senders as a rule has at most. */
    static final int MOST_SENDERS = 50;

    private static final String DEFAULT = "default";
    private static final List<String> OVERRIDES =
            List.of("from_email", "replyto_email", "from_name");
    private static final List<String> RAMP = List.of("start", "growth", "ceiling", "begins");

    /** A new virtual sender: one rule for every message, open. */
    static RuleDraft fresh() {
        return new RuleDraft(Map.of("email", List.of(rule(DEFAULT)), "sms", List.of()), "email:0");
    }

    /** The rules as {@code vsenders/get} answers them. */
    static RuleDraft of(Value.Members found) {
        Map<String, List<Value.Members>> rules = new LinkedHashMap<>();
        CHANNELS.forEach(channel ->
                rules.put(
                        channel,
                        Values.objects(found, channel + "_rules").stream()
                                .map(RuleDraft::settable)
                                .toList()));
        return new RuleDraft(rules, "");
    }

    private static Value.Members rule(String type) {
        return Values.members(
                "type", type, "value", "", "senders", List.of(new Value.Members(Map.of())));
    }

    /** Returns the part of a rule that can be set. */
    private static Value.Members settable(Value.Members rule) {
        List<Value> senders = new ArrayList<>();
        for (Value.Members sender : Values.objects(rule, "senders")) {
            Map<String, Value> kept = new LinkedHashMap<>();
            sender.values()
                    .forEach((name, value) -> {
                        boolean isSet =
                                !(value instanceof Value.Nothing) && !Values.shown(value).isEmpty();
                        if (name.equals("warmup") && value instanceof Value.Members ramp) {
                            kept.put(name, ramp);
                        } else if (isSet
                                && (OVERRIDES.contains(name)
                                        || name.matches("sender_id|percent"))) {
                            kept.put(name, value);
                        }
                    });
            senders.add(new Value.Members(kept));
        }
        return Values.members(
                "type", Values.text(rule, "type"),
                "value", Values.text(rule, "value"),
                "senders", senders);
    }

    List<Value.Members> of(String channel) {
        return rules.getOrDefault(channel, List.of());
    }

    /** The channel and place of a word such as {@code email:2}, where there is such a rule. */
    private Optional<Map.Entry<String, Integer>> place(String word) {
        String[] parts = word.split(":", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        int place = Integer.parseInt(parts[1]);
        return place < of(parts[0]).size()
                ? Optional.of(Map.entry(parts[0], place))
                : Optional.empty();
    }

    private RuleDraft with(String channel, List<Value.Members> changed, String nowOpen) {
        Map<String, List<Value.Members>> all = new LinkedHashMap<>(rules);
        all.put(channel, List.copyOf(changed));
        return new RuleDraft(all, nowOpen);
    }

    RuleDraft opened(String word) {
        return new RuleDraft(rules, place(word).isPresent() ? word : "");
    }

    Optional<Value.Members> openRule() {
        return place(open).map(at -> of(at.getKey()).get(at.getValue()));
    }

    /** The path of the open rule in faults, such as {@code email_rules[2].}. */
    String openPath() {
        return place(open).map(at -> at.getKey() + "_rules[" + at.getValue() + "].").orElse("");
    }

    static boolean isDefault(Value.Members rule) {
        return Values.text(rule, "type").equals(DEFAULT);
    }

    /** Takes the fields of the open rule from a form. */
    RuleDraft filled(Visit visit) {
        return place(open)
                .filter(_ -> visit.fields().containsKey("rule_type"))
                .map(at -> {
                    List<Value.Members> changed = new ArrayList<>(of(at.getKey()));
                    changed.set(at.getValue(), sent(visit));
                    return with(at.getKey(), changed, open);
                })
                .orElse(this);
    }

    private static Value.Members sent(Visit visit) {
        List<Value> senders = new ArrayList<>();
        for (int i = 0;
                i < MOST_SENDERS && visit.fields().containsKey(field(i, "sender_id"));
                i++) {
            senders.add(sender(visit, i));
        }
        String type = visit.field("rule_type");
        return Values.members(
                "type",
                type,
                "value",
                type.equals(DEFAULT) ? "" : visit.field("rule_value").strip(),
                "senders",
                senders);
    }

    /** The name of a field of a sender in the open rule. */
    static String field(int sender, String name) {
        return "s" + sender + "." + name;
    }

    private static Value.Members sender(Visit visit, int place) {
        Map<String, Value> sender = new LinkedHashMap<>();
        for (String name : List.of("sender_id", "percent")) {
            put(sender, name, visit.field(field(place, name)));
        }
        for (String name : OVERRIDES) {
            put(sender, name, visit.field(field(place, name)));
        }
        Map<String, Value> ramp = new LinkedHashMap<>();
        for (String name : RAMP) {
            put(ramp, name, visit.field(field(place, name)));
        }
        List<Value> ceilings = new ArrayList<>();
        for (String each : visit.field(field(place, "isp_ceilings")).split("[,;\\n]", -1)) {
            String[] parts = each.strip().split("\\s*[=:]\\s*|\\s+(?=[0-9]+$)", 2);
            if (!parts[0].isEmpty()) {
                Map<String, Value> ceiling = new LinkedHashMap<>();
                put(ceiling, "isp", parts[0]);
                put(ceiling, "ceiling", parts.length > 1 ? parts[1] : "");
                ceilings.add(new Value.Members(ceiling));
            }
        }
        if (!ceilings.isEmpty()) {
            ramp.put("isp_ceilings", new Value.Items(ceilings));
        }
        if (!ramp.isEmpty()) {
            sender.put("warmup", new Value.Members(ramp));
        }
        return new Value.Members(sender);
    }

    private static void put(Map<String, Value> members, String name, String typed) {
        String text = typed.strip();
        boolean isNumber =
                List.of("sender_id", "percent", "start", "growth", "ceiling").contains(name)
                        && text.matches("(0|[1-9][0-9]{0,15})(\\.[0-9]{1,9})?");
        if (!text.isEmpty()) {
            members.put(name, isNumber ? new Value.Numeral(text) : new Value.Text(text));
        }
    }

    /**
     * Does one step, such as {@code up:email:2}, {@code add:sms}, {@code even} or {@code drop:0}.
     */
    RuleDraft done(String step) {
        int colon = step.indexOf(':');
        String verb = colon < 0 ? step : step.substring(0, colon);
        String about = colon < 0 ? "" : step.substring(colon + 1);
        return switch (verb) {
            case "open" -> opened(about);
            case "close" -> new RuleDraft(rules, "");
            case "up" -> moved(about, -1);
            case "down" -> moved(about, 1);
            case "remove" -> removed(about);
            case "add" -> CHANNELS.contains(about) ? added(about) : this;
            case "more" -> senders(RuleDraft::oneMore);
            case "even" -> senders(RuleDraft::even);
            case "drop" ->
                    senders(all ->
                            about.matches("[0-9]{1,2}") && Integer.parseInt(about) < all.size()
                                    ? without(all, Integer.parseInt(about))
                                    : all);
            default -> this;
        };
    }

    private RuleDraft moved(String word, int by) {
        return place(word)
                .map(at -> {
                    List<Value.Members> all = new ArrayList<>(of(at.getKey()));
                    int to = at.getValue() + by;
                    if (to < 0
                            || to >= all.size()
                            || isDefault(all.get(to))
                            || isDefault(all.get(at.getValue()))) {
                        return this;
                    }
                    Collections.swap(all, at.getValue(), to);
                    String from = at.getKey() + ":" + at.getValue();
                    String target = at.getKey() + ":" + to;
                    return with(
                            at.getKey(),
                            all,
                            open.equals(from) ? target : open.equals(target) ? from : open);
                })
                .orElse(this);
    }

    private RuleDraft removed(String word) {
        return place(word)
                .map(at -> {
                    List<Value.Members> all = new ArrayList<>(of(at.getKey()));
                    all.remove((int) at.getValue());
                    return with(at.getKey(), all, "");
                })
                .orElse(this);
    }

    /** A rule before the last one, which is for every message. */
    private RuleDraft added(String channel) {
        List<Value.Members> all = new ArrayList<>(of(channel));
        boolean isFirst = all.isEmpty();
        int place = isFirst || !isDefault(all.getLast()) ? all.size() : all.size() - 1;
        all.add(
                place,
                rule(isFirst ? DEFAULT : channel.equals("email") ? "to_domain" : "group_id"));
        return with(channel, all, channel + ":" + place);
    }

    private RuleDraft senders(UnaryOperator<List<Value>> change) {
        return place(open)
                .map(at -> {
                    List<Value.Members> all = new ArrayList<>(of(at.getKey()));
                    Map<String, Value> rule = new LinkedHashMap<>(all.get(at.getValue()).values());
                    List<Value> senders =
                            Values.items(all.get(at.getValue()), "senders").stream().toList();
                    rule.put("senders", new Value.Items(change.apply(senders)));
                    all.set(at.getValue(), new Value.Members(rule));
                    return with(at.getKey(), all, open);
                })
                .orElse(this);
    }

    private static List<Value> oneMore(List<Value> senders) {
        if (senders.size() >= MOST_SENDERS) {
            return senders;
        }
        List<Value> more = new ArrayList<>(senders);
        more.add(new Value.Members(Map.of()));
        return more;
    }

    private static List<Value> without(List<Value> senders, int place) {
        List<Value> fewer = new ArrayList<>(senders);
        fewer.remove(place);
        return fewer;
    }

    /** Equal shares that add up to 100: the first have one more where they must. */
    private static List<Value> even(List<Value> senders) {
        List<Value> equal = new ArrayList<>();
        int rest = senders.isEmpty() ? 0 : 100 % senders.size();
        for (int i = 0; i < senders.size(); i++) {
            Map<String, Value> sender = new LinkedHashMap<>();
            if (senders.get(i) instanceof Value.Members was) {
                sender.putAll(was.values());
            }
            int share = 100 / senders.size() + (i < rest ? 1 : 0);
            sender.put("percent", new Value.Numeral(String.valueOf(share)));
            equal.add(new Value.Members(sender));
        }
        return equal;
    }

    /** Without rows of senders in which nothing stands. */
    RuleDraft withoutBlankSenders() {
        return senders(all ->
                all.stream()
                        .filter(each ->
                                !(each instanceof Value.Members sender)
                                        || !sender.values().isEmpty())
                        .toList());
    }

    /** The parameters of a call that saves them. */
    Map<String, Value> params(boolean all) {
        Map<String, Value> params = new LinkedHashMap<>();
        for (String channel : CHANNELS) {
            if (all || !of(channel).isEmpty()) {
                params.put(channel + "_rules", new Value.Items(List.copyOf(of(channel))));
            }
        }
        return params;
    }

    /** As a field of a form. */
    String packed() {
        byte[] json =
                JsonText.write(out -> params(true).forEach(out::value))
                        .getBytes(StandardCharsets.UTF_8);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(json);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (!deflater.finished()) {
                packed.write(part, 0, deflater.deflate(part));
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(packed.toByteArray());
        } finally {
            deflater.end();
        }
    }

    /** From a field of a form; empty where it holds none. */
    static Optional<RuleDraft> unpacked(String packed, String open) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(Base64.getUrlDecoder().decode(packed));
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            int length = inflater.inflate(part);
            while (length > 0 && json.size() < MOST_BYTES) {
                json.write(part, 0, length);
                length = inflater.inflate(part);
            }
            return inflater.finished()
                    ? Optional.of(
                            of(JsonText.read(json.toString(StandardCharsets.UTF_8))).opened(open))
                    : Optional.empty();
        } catch (DataFormatException | RuntimeException foreign) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
