package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.Schemas;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Wire format of virtual senders (docs/spec/admin-api.md, section 6). */
public final class VirtualSenderBody {
    /** More rules than anyone can review. */
    static final int MOST_RULES = 100;

    static final int MAX_NAME = 128;

    /** Overrides are checked with their rule, so that all faults are reported at once. */
    private static final int ANY_TEXT = 1000;

    static final Param<Long> EXISTING = VirtualSender.ID.required();
    public static final Param<Long> ACCOUNT = Param.of("account_id", Types.id(), "The account.");
    public static final Param<Long> OF_ACCOUNT = ACCOUNT.required();
    public static final Param<String> NAME =
            Param.of("name", VirtualSender.NAME.sent().type(), VirtualSender.NAME.doc());
    static final Param<String> TYPE =
            Param.of(
                            "type",
                            Types.text(0, ANY_TEXT),
                            "default, group_id or from_domain; of e-mail also to_domain and from_email.")
                    .required();
    static final Param<Value> VALUE =
            Param.of(
                    "value",
                    Types.rawReference().withSchema(RuleText.VALUE),
                    "What the type asks for: a group's number, a domain, an address; empty with"
                            + " default.");
    static final Param<Long> SENDER_ID =
            Param.of("sender_id", Types.id(), "The sender.").required();
    static final Param<Long> PERCENT =
            Param.of(
                            "percent",
                            Types.integer(Long.MIN_VALUE, Long.MAX_VALUE)
                                    .described("minimum", 1L)
                                    .described("maximum", 100L),
                            "Its part of the rule's messages; those of a rule add up to 100.")
                    .required();
    static final Param<String> FROM_EMAIL =
            text("from_email", "The address in From, in place of the message's; empty: as it is.");
    static final Param<String> REPLYTO_EMAIL =
            text("replyto_email", "The address in Reply-To, in the same way.");
    static final Param<String> FROM_NAME = text("from_name", "The name in From, in the same way.");
    static final Param<Long> START =
            Param.of(
                            "start",
                            Types.integer(1, Warmup.MAX_PER_DAY),
                            "Recipients of each ISP on the first day.")
                    .required();
    static final Param<BigDecimal> GROWTH =
            Param.of(
                            "growth",
                            Types.decimal(BigDecimal.ONE, BigDecimal.valueOf(Warmup.MAX_GROWTH), 6),
                            "By how much a day has more than the one before.")
                    .required();
    static final Param<Long> CEILING =
            Param.of(
                            "ceiling",
                            Types.integer(1, Warmup.MAX_PER_DAY),
                            "The most of a day, of each ISP; it stays when it is reached.")
                    .required();
    static final Param<Reference> CEILING_ISP =
            Param.of("isp", Types.reference(), "The ISP, by id or name.").required();
    static final Param<List<Params>> ISP_CEILINGS =
            Param.of(
                            "isp_ceilings",
                            Types.array(
                                    Types.object("WarmupCeilingInput", CEILING_ISP, CEILING),
                                    Warmup.MAX_CEILINGS),
                            "Ceilings of single ISPs.")
                    .defaultsTo(List.of());
    static final Param<String> BEGINS =
            Param.of(
                    "begins",
                    Types.text(0, 10).withSchema(Map.of("type", "string", "format", "date")),
                    "The first day, of UTC, such as 2026-01-31; else as before, or today.");
    static final Param<Params> WARMUP =
            Param.of(
                    "warmup",
                    Types.object("WarmupInput", START, GROWTH, CEILING, ISP_CEILINGS, BEGINS),
                    "A daily ramp; what exceeds it goes by the rule's senders that have none.");
    static final Param<List<Params>> SENDERS =
            Param.of(
                            "senders",
                            Types.array(
                                    Types.object(
                                            "RuleSenderInput",
                                            SENDER_ID,
                                            PERCENT,
                                            FROM_EMAIL,
                                            REPLYTO_EMAIL,
                                            FROM_NAME,
                                            WARMUP),
                                    Rule.MAX_SHARES),
                            "The senders that share the rule's messages.")
                    .required();
    public static final Param<List<Params>> EMAIL_RULES =
            Param.of(
                    "email_rules",
                    rules(),
                    "All rules of e-mail in their order: the first that matches wins; the last is default.");
    public static final Param<List<Params>> SMS_RULES =
            Param.of(
                    "sms_rules",
                    rules(),
                    "All rules of SMS, in the same way; kept, as nothing here sends SMS.");
    public static final Param<Instant> SINCE =
            Param.of(
                    "since",
                    Types.time(),
                    "From the hour that this time is in; 24 hours before until, unless given.");
    public static final Param<Instant> UNTIL =
            Param.of(
                    "until",
                    Types.time(),
                    "Up to the hour that this time is in; now, unless given.");

    public static final Param<Long> DAYS =
            Param.of(
                            "days",
                            Types.integer(1, WarmupCounts.DAYS),
                            "Days to tell of, today included.")
                    .defaultsTo(1L);

    private static final Map<String, Object> NO_CHANNELS = noChannels();

    /** The schema of {@link #listed}. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("VirtualSenderSummary", "A virtual sender in a list.")
                    .number("id", "The virtual sender.")
                    .text("name", "Name, unique in the account.")
                    .flag("sms_channel", "Whether it has rules of SMS.")
                    .flag("email_channel", "Whether it has rules of e-mail.")
                    .with("custom_channels", NO_CHANNELS, "Always {}.");

    static final ObjectSchema ALARM =
            ObjectSchema.of("ShareAlarm", "A rule whose shares of today cannot be due to chance.")
                    .number("account_id", "The account.")
                    .text("account_title", "Its title.")
                    .number("vsender_id", "The virtual sender.")
                    .text("name", "Its name.")
                    .number("rule", "Index of the rule, from 0.");

    /** The schema of {@link #write}. */
    static final ObjectSchema FULL =
            Fields.declare(
                    ObjectSchema.of(
                            "VirtualSender",
                            "A virtual sender: rules that choose the sender of a message."),
                    VirtualSender.FIELDS);

    private VirtualSenderBody() {}

    private static Map<String, Object> noChannels() {
        Map<String, Object> none = Schemas.texts();
        none.put("maxProperties", 0);
        return none;
    }

    private static Param<String> text(String name, String doc) {
        return Param.of(name, Types.text(0, ANY_TEXT), doc).defaultsTo("");
    }

    private static Type<List<Params>> rules() {
        return Types.array(Types.object("RuleInput", TYPE, VALUE, SENDERS), MOST_RULES);
    }

    /** Writes a summary. Custom channels are documented as an object and have no members. */
    static void listed(Out out, SqlVirtualSenderStore.VirtualSenderSummary senderSummary) {
        out.number("id", senderSummary.id().value())
                .text("name", senderSummary.name())
                .flag("sms_channel", senderSummary.sms())
                .flag("email_channel", senderSummary.email())
                .object("custom_channels", _ -> {});
    }

    /** Writes all members. */
    static void write(Out out, VirtualSender virtualSender) {
        Fields.write(out, VirtualSender.FIELDS, virtualSender.values());
    }

    /** Writes the settings of an administrator, as audited. */
    static void settings(Out out, VirtualSender virtualSender) {
        Fields.write(out, VirtualSender.AUDITED, virtualSender.values());
    }
}
