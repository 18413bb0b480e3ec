package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Schemas;
import io.mailyard.routing.Share.ShareOverrides;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Wire format of rules, which is also their stored form. */
final class RuleText {
    private static final String KEPT = "rules";

    private static final ObjectSchema CEILING =
            ObjectSchema.of("WarmupCeiling", "Warm-up ceiling of an ISP.")
                    .text("isp", "The ISP, by name.")
                    .number("ceiling", "Recipients a day at most.");
    private static final ObjectSchema WARMUP =
            ObjectSchema.of("Warmup", "Daily warm-up ramp of a sender.")
                    .number("start", "Recipients of each ISP on the first day.")
                    .decimal("growth", "Factor from one day to the next.")
                    .number("ceiling", "Recipients a day at most, for each ISP.")
                    .objects("isp_ceilings", CEILING, "Ceilings of single ISPs.")
                    .date("begins", "First day of the ramp, in UTC.");
    private static final ObjectSchema SHARE =
            ObjectSchema.of("RuleSender", "A sender in a rule, with its share.")
                    .number("sender_id", "The sender.")
                    .number("percent", "Percent of the rule's messages.")
                    .text("from_email", "Replaces the From address; empty: unchanged.")
                    .text("replyto_email", "Replaces the Reply-To address; empty: unchanged.")
                    .text("from_name", "Replaces the name in From; empty: unchanged.")
                    .object("warmup", WARMUP, "Warm-up ramp; absent: none.")
                    .optional();

    /**
     * The schema of a condition's value. Not an alternative of a rule for each type: five objects
     * have a condition, of which clients would get twenty-five.
     */
    static final Map<String, Object> VALUE =
            Schemas.numberOrText(
                    "RuleValue",
                    "A number with the type group_id, else a text; empty with default.",
                    255,
                    List.of());

    /** The schema of {@link #condition}. */
    static final ObjectSchema CONDITION =
            ObjectSchema.part()
                    .word(
                            "type",
                            "Condition of the rule.",
                            "default",
                            "group_id",
                            "from_domain",
                            "to_domain",
                            "from_email")
                    .with(
                            "value",
                            VALUE,
                            "Value of the condition: a group number, a domain or an address; empty"
                                    + " for default.");

    /** The schema of {@link #rule}. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of(
                            "Rule",
                            "A routing rule: a condition and the senders for matching messages.")
                    .including(CONDITION)
                    .objects("senders", SHARE, "The senders that share the rule's messages.");

    private RuleText() {}

    /** Writes rules as a member of a reply. */
    static void write(Out out, String name, List<Rule> rules) {
        out.objects(name, rules, RuleText::rule);
    }

    private static void rule(Out out, Rule rule) {
        condition(out, rule.condition());
        out.objects("senders", rule.shares(), RuleText::share);
    }

    /** Writes the members {@code type} and {@code value}. */
    static void condition(Out out, Condition condition) {
        out.text("type", type(condition));
        switch (condition) {
            case Condition.Always() -> out.text("value", "");
            case Condition.OfGroup(long group) -> out.number("value", group);
            case Condition.FromDomain(String domain) -> out.text("value", domain);
            case Condition.ToDomain(String domain) -> out.text("value", domain);
            case Condition.FromEmail(String address) -> out.text("value", address);
        }
    }

    private static String type(Condition condition) {
        return switch (condition) {
            case Condition.Always() -> "default";
            case Condition.OfGroup _ -> "group_id";
            case Condition.FromDomain _ -> "from_domain";
            case Condition.ToDomain _ -> "to_domain";
            case Condition.FromEmail _ -> "from_email";
        };
    }

    private static void share(Out out, Share share) {
        ShareOverrides overrides = share.overrides();
        out.number("sender_id", share.sender().value())
                .number("percent", share.percent())
                .text("from_email", overrides.fromEmail().orElse(""))
                .text("replyto_email", overrides.replyTo().orElse(""))
                .text("from_name", overrides.fromName().orElse(""));
        share.warmup().ifPresent(ramp -> out.object("warmup", member -> warmup(member, ramp)));
    }

    private static void warmup(Out out, Warmup ramp) {
        out.number("start", ramp.start())
                .value("growth", new Value.Numeral(ramp.growth().toPlainString()))
                .number("ceiling", ramp.ceiling())
                .objects(
                        "isp_ceilings",
                        List.copyOf(ramp.ceilings().entrySet()),
                        (member, entry) ->
                                member.text("isp", entry.getKey())
                                        .number("ceiling", entry.getValue()))
                .text("begins", ramp.begins().toString());
    }

    /** The stored form; empty without rules. */
    static String kept(List<Rule> rules) {
        return rules.isEmpty() ? "" : JsonText.write(out -> write(out, KEPT, rules));
    }

    /** Reads what {@link #kept} answered. */
    static List<Rule> read(String kept) {
        return kept.isEmpty()
                ? List.of()
                : items(JsonText.read(kept).values(), KEPT).stream().map(RuleText::rule).toList();
    }

    private static Rule rule(Value value) {
        Map<String, Value> members = ((Value.Members) value).values();
        return new Rule(
                condition(text(members, "type"), text(members, "value")),
                items(members, "senders").stream().map(RuleText::share).toList());
    }

    /** The condition of that type; the value is one that was checked. */
    static Condition condition(String type, String value) {
        return switch (type) {
            case "default" -> new Condition.Always();
            case "group_id" -> new Condition.OfGroup(Long.parseLong(value));
            case "from_domain" -> new Condition.FromDomain(value);
            case "to_domain" -> new Condition.ToDomain(value);
            case "from_email" -> new Condition.FromEmail(value);
            default -> throw new IllegalStateException("no rules of the type " + type);
        };
    }

    private static Share share(Value value) {
        Map<String, Value> members = ((Value.Members) value).values();
        return new Share(
                new SenderId(Long.parseLong(text(members, "sender_id"))),
                Integer.parseInt(text(members, "percent")),
                new ShareOverrides(
                        given(members, "from_email"),
                        given(members, "replyto_email"),
                        given(members, "from_name")),
                members.get("warmup") instanceof Value.Members(Map<String, Value> ramp)
                        ? Optional.of(warmup(ramp))
                        : Optional.empty());
    }

    private static Warmup warmup(Map<String, Value> members) {
        Map<String, Long> ceilings = new TreeMap<>();
        for (Value value : items(members, "isp_ceilings")) {
            Map<String, Value> of = ((Value.Members) value).values();
            ceilings.put(text(of, "isp"), Long.parseLong(text(of, "ceiling")));
        }
        return new Warmup(
                Long.parseLong(text(members, "start")),
                new BigDecimal(text(members, "growth")),
                Long.parseLong(text(members, "ceiling")),
                ceilings,
                LocalDate.parse(text(members, "begins")));
    }

    private static Optional<String> given(Map<String, Value> members, String name) {
        return Optional.of(text(members, name)).filter(text -> !text.isEmpty());
    }

    private static List<Value> items(Map<String, Value> members, String name) {
        return members.get(name) instanceof Value.Items(List<Value> values) ? values : List.of();
    }

    private static String text(Map<String, Value> members, String name) {
        return switch (members.getOrDefault(name, new Value.Nothing())) {
            case Value.Text(String text) -> text;
            case Value.Numeral(String literal) -> literal;
            case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ -> "";
        };
    }
}
