package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rules of a channel in the editor of a virtual sender.
 *
 * @param fault about the channel as a whole; empty: none
 */
public record RuleForm(String channel, String label, List<RuleLine> rules, String fault) {
    /**
     * A rule.
     *
     * @param word names it in a step, such as {@code email:2}
     * @param open whether its fields are shown
     * @param up whether it can go before the rule above
     * @param faults what is wrong with it, each with its place in words
     */
    public record RuleLine(
            String word,
            RuleView view,
            boolean open,
            boolean up,
            boolean down,
            boolean removable,
            List<String> faults) {}

    /** The fields of the open rule. */
    public record OpenRule(
            String type,
            List<SelectOption> types,
            String typeFault,
            String value,
            String valueFault,
            List<OpenSender> senders,
            String sendersFault,
            boolean room) {}

    /**
     * The fields of a sender of the open rule.
     *
     * @param more whether something besides sender and share is given, or wrong
     */
    public record OpenSender(
            int place, List<OpenField> fields, List<OpenField> others, boolean more) {}

    /** A field; with choices it is one of them. */
    public record OpenField(
            String name, String label, String value, List<SelectOption> choices, String fault) {}

    private static final List<String> EMAIL_TYPES =
            List.of("to_domain", "from_domain", "from_email", "group_id");
    private static final List<String> SMS_TYPES = List.of("from_domain", "group_id");

    static List<RuleForm> of(
            SignedIn signedIn, RuleDraft draft, Map<Long, String> senders, List<Fault> faults) {
        List<RuleForm> forms = new ArrayList<>();
        for (String channel : RuleDraft.CHANNELS) {
            forms.add(
                    new RuleForm(
                            channel,
                            signedIn.words().text("vsender." + channel),
                            lines(signedIn, draft, channel, senders, faults),
                            fault(signedIn.words(), faults, channel + "_rules")));
        }
        return forms;
    }

    private static List<RuleLine> lines(
            SignedIn signedIn,
            RuleDraft draft,
            String channel,
            Map<Long, String> senders,
            List<Fault> faults) {
        List<Value.Members> rules = draft.of(channel);
        List<RuleView> views = RuleView.of(signedIn, rules, senders);
        List<RuleLine> lines = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            boolean fixed = RuleDraft.isDefault(rules.get(i));
            boolean nextFixed = i + 1 >= rules.size() || RuleDraft.isDefault(rules.get(i + 1));
            String word = channel + ":" + i;
            String path = channel + "_rules[" + i + "].";
            lines.add(
                    new RuleLine(
                            word,
                            views.get(i),
                            draft.open().equals(word),
                            !fixed && i > 0,
                            !fixed && !nextFixed,
                            !fixed || rules.size() == 1,
                            faults.stream()
                                    .filter(fault -> fault.field().startsWith(path))
                                    .map(fault -> said(signedIn.words(), fault, path))
                                    .toList()));
        }
        return lines;
    }

    /** A fault with its place in words: sender 2, share: 0 is not from 1 to 100. */
    private static String said(Translations words, Fault fault, String path) {
        String place = fault.field().substring(path.length());
        String where = "";
        if (place.startsWith("senders[")) {
            String number = place.substring("senders[".length(), place.indexOf(']'));
            where = words.text("vsender.sender.of", Long.parseLong(number) + 1) + ", ";
            place = place.substring(place.indexOf(']') + 1).replaceFirst("^\\.", "");
        }
        String name = place.replaceFirst("^warmup\\.", "").replaceFirst("\\[.*$", "");
        return where
                + words.or("vsender.field." + name, name)
                + ": "
                + ServerTexts.of(words, fault.reason());
    }

    private static String fault(Translations words, List<Fault> faults, String path) {
        return faults.stream()
                .filter(fault -> fault.field().equals(path))
                .map(fault -> ServerTexts.of(words, fault.reason()))
                .collect(Collectors.joining("; "));
    }

    /** Faults of everything below a path. */
    private static String below(Translations words, List<Fault> faults, String path) {
        return faults.stream()
                .filter(fault -> fault.field().startsWith(path))
                .map(fault -> ServerTexts.of(words, fault.reason()))
                .collect(Collectors.joining("; "));
    }

    static OpenRule open(
            SignedIn signedIn, RuleDraft draft, Map<Long, String> senders, List<Fault> faults) {
        Translations words = signedIn.words();
        Value.Members rule = draft.openRule().orElse(new Value.Members(Map.of()));
        String path = draft.openPath();
        boolean fixed = RuleDraft.isDefault(rule);
        List<String> types =
                fixed ? List.of("default") : path.startsWith("sms") ? SMS_TYPES : EMAIL_TYPES;
        List<Value.Members> all = Values.objects(rule, "senders");
        List<OpenSender> open = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            open.add(sender(words, i, all.get(i), senders, faults, path + "senders[" + i + "]."));
        }
        return new OpenRule(
                Values.text(rule, "type"),
                types.stream()
                        .map(type -> new SelectOption(type, words.text("vsender.match." + type)))
                        .toList(),
                fault(words, faults, path + "type"),
                Values.text(rule, "value"),
                fault(words, faults, path + "value"),
                open,
                fault(words, faults, path + "senders"),
                all.size() < RuleDraft.MOST_SENDERS);
    }

    private static OpenSender sender(
            Translations words,
            int place,
            Value.Members sender,
            Map<Long, String> senders,
            List<Fault> faults,
            String path) {
        Map<Long, String> offered = new LinkedHashMap<>(senders);
        long id = Values.number(sender, "sender_id");
        if (id > 0 && !offered.isEmpty()) {
            offered.putIfAbsent(id, words.text("tool.route.sender", String.valueOf(id)));
        }
        List<SelectOption> choices = new ArrayList<>();
        if (!offered.isEmpty()) {
            choices.add(new SelectOption("", words.text("form.choose")));
            offered.forEach(
                    (each, name) -> choices.add(new SelectOption(String.valueOf(each), name)));
        }
        List<OpenField> fields =
                List.of(
                        field(words, place, sender, "sender_id", choices, faults, path),
                        field(words, place, sender, "percent", List.of(), faults, path));
        List<OpenField> others = new ArrayList<>();
        for (String name : List.of("from_email", "from_name", "replyto_email")) {
            others.add(field(words, place, sender, name, List.of(), faults, path));
        }
        Value.Members ramp = Values.object(sender, "warmup");
        for (String name : List.of("start", "growth", "ceiling", "begins")) {
            others.add(field(words, place, ramp, name, List.of(), faults, path + "warmup."));
        }
        others.add(
                new OpenField(
                        RuleDraft.field(place, "isp_ceilings"),
                        words.text("vsender.field.isp_ceilings"),
                        Values.objects(ramp, "isp_ceilings").stream()
                                .map(each ->
                                        Values.text(each, "isp")
                                                + "="
                                                + Values.text(each, "ceiling"))
                                .collect(Collectors.joining(", ")),
                        List.of(),
                        below(words, faults, path + "warmup.isp_ceilings")));
        return new OpenSender(
                place,
                fields,
                others,
                others.stream()
                        .anyMatch(field -> !field.value().isEmpty() || !field.fault().isEmpty()));
    }

    private static OpenField field(
            Translations words,
            int place,
            Value.Members object,
            String name,
            List<SelectOption> choices,
            List<Fault> faults,
            String path) {
        return new OpenField(
                RuleDraft.field(place, name),
                words.text("vsender.field." + name),
                Values.text(object, name),
                choices,
                fault(words, faults, path + name));
    }
}
