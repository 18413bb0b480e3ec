package io.mailyard.senders;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.base.IpAddress;
import io.mailyard.base.NameRules;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.Out;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** Senders on the wire (docs/spec/admin-api.md, section 5). */
final class SenderBody {
    /** More than a machine room has addresses for one sender. */
    static final int MAX_IPS = 1000;

    /** Assignments that one call makes or takes: all of them are one write. */
    static final int MAX_ACCOUNTS = 10_000;

    private static final int MAX_ISPS = 1000;
    private static final int MAX_RULES = 100;
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    static final Param<Long> ID = Param.of("id", Types.id(), "The sender; absent creates one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "The sender.").required();
    static final Param<String> NAME =
            Param.of("name", Types.text(1, 128).map(SenderBody::name), "Unique name.")
                    .requiredToCreate();
    static final Param<Long> NODE_ID = Param.of("node_id", Types.id(), "The node.").required();
    static final Param<String> IP =
            Param.of(
                            "ip",
                            Types.text(1, 64).map(SenderBody::ip),
                            "An address of the node, IPv4 or IPv6.")
                    .required();
    static final Param<String> HELO =
            Param.of(
                    "helo",
                    Types.text(0, 253).map(SenderBody::domain),
                    "What it greets with; empty: as the strategy says.");
    static final Param<List<Params>> IPS =
            Param.of(
                    "ips",
                    Types.array(Types.object("SenderIpInput", NODE_ID, IP, HELO), MAX_IPS),
                    "Where it sends from.");
    static final Param<String> DOMAIN_TYPE =
            Param.of(
                    "domain_type",
                    Types.oneOf("from", "ptr"),
                    "By whose domain it speaks: the From address's, or the IP's PTR name. Default from.");
    static final Param<String> RETURN_PATH_DOMAIN =
            Param.of(
                    "return_path_domain",
                    Types.text(0, 253).map(SenderBody::domain),
                    "Domain of the Return-Path; empty: as domain_type says.");
    static final Param<Reference> STRATEGY =
            Param.of(
                    "strategy",
                    Types.reference(),
                    "Id or name of the strategy. Default the shipped one, 60:60.");
    static final Param<Reference> ISP =
            Param.of("isp", Types.reference(), "Id or name of the ISP.").required();
    static final Param<Reference> ISP_STRATEGY =
            Param.of("strategy", Types.reference(), "Id or name of the strategy.").required();
    static final Param<List<Params>> ISP_STRATEGIES =
            Param.of(
                    "isp_strategies",
                    Types.array(Types.object("IspStrategyInput", ISP, ISP_STRATEGY), MAX_ISPS),
                    "Strategies for ISPs, in place of strategy.");
    static final Param<Reference> RETRY_RULE =
            Param.of(
                    "retry_rule",
                    Types.reference(),
                    "Id or name of the retry rule. Default the shipped one, default.");
    static final Param<List<Reference>> LOCK_RULES =
            Param.of(
                    "lock_rules",
                    Types.array(Types.reference(), MAX_RULES),
                    "Ids or names of lock rules.");
    static final Param<List<Reference>> DKIM_KEYS =
            Param.of(
                    "dkim_keys",
                    Types.array(Types.reference(), MAX_RULES),
                    "Ids or names of keys of the kind dkim.");
    static final Param<List<Long>> ACCOUNT_IDS =
            Param.of(
                    "account_ids",
                    Types.array(Types.id(), MAX_ACCOUNTS),
                    "The accounts that may send by it, all of them.");
    static final Param<String> TYPE =
            Param.of(
                            "type",
                            Types.text(1, 64).map(SenderBody::otherType),
                            "Another type than akmta, such as sms_notify.")
                    .requiredToCreate();
    static final Param<String> CHANNEL_TYPE =
            Param.of(
                            "channel_type",
                            Types.text(1, 64).map(SenderBody::word),
                            "Its channel, such as sms or custom.")
                    .requiredToCreate();
    static final Param<Long> ACCOUNT_ID =
            Param.of("account_id", Types.id(), "The account.").required();
    static final Param<Boolean> ASSIGNED =
            Param.of("assigned", Types.flag(), "Whether the account may send by it. Default true.")
                    .defaultsTo(true);
    static final Param<Long> FILTER_ACCOUNT =
            Param.of("account_id", Types.id(), "Only those that this account may send by.");
    static final Param<Boolean> INCLUDE_DELETED =
            Param.of("include_deleted", Types.flag(), "Deleted ones too, with deleted_at.")
                    .defaultsTo(false);

    private static final ObjectSchema LISTED =
            ObjectSchema.part()
                    .number("id", "The sender.")
                    .text("name", "Unique name.")
                    .text("type", "akmta: it sends by the MTAs of nodes; others cannot send.")
                    .text("channel_type", "Its channel: email of akmta.");

    /** As it stands in a list. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("SenderSummary", "A sender in a list.")
                    .including(LISTED)
                    .time("deleted_at", "With include_deleted: when it was deleted.")
                    .orNull()
                    .optional();

    private static final ObjectSchema SENDER_IP =
            ObjectSchema.of("SenderIp", "An address that a sender sends from.")
                    .number("node_id", "The node.")
                    .text("ip", "An address of the node, IPv4 or IPv6.")
                    .text("helo", "What it greets with; empty: as the strategy says.");
    private static final ObjectSchema ISP_STRATEGY_NAMED =
            ObjectSchema.of("IspStrategy", "The strategy for an ISP.")
                    .text("isp", "The ISP, by name.")
                    .number("isp_id", "The ISP.")
                    .text("strategy", "The strategy, by name.")
                    .number("strategy_id", "The strategy.");
    private static final ObjectSchema AKMTA =
            ObjectSchema.part()
                    .objects("ips", SENDER_IP, "Where it sends from.")
                    .word("domain_type", DOMAIN_TYPE.doc(), "from", "ptr")
                    .text("return_path_domain", RETURN_PATH_DOMAIN.doc())
                    .text("strategy", "The strategy, by name.")
                    .number("strategy_id", "The strategy.")
                    .objects("isp_strategies", ISP_STRATEGY_NAMED, ISP_STRATEGIES.doc())
                    .text("retry_rule", "The retry rule, by name.")
                    .number("retry_rule_id", "The retry rule.")
                    .texts("lock_rules", "Lock rules, by name.")
                    .numbers("lock_rule_ids", "Lock rules.")
                    .texts("dkim_keys", "DKIM keys, by name.")
                    .numbers("dkim_key_ids", "DKIM keys.");

    private SenderBody() {}

    /** As {@link SenderView} writes it, with the members of other packages. */
    static ObjectSchema full(ObjectSchema more) {
        return ObjectSchema.of("Sender", "A sender in full.")
                .including(LISTED)
                .includingOptional(AKMTA)
                .numbers("account_ids", "The accounts that may send by it.")
                .texts("problems", "What keeps it from sending now; none: it can.")
                .time("created_at", "When it was made.")
                .time("updated_at", "When it was changed last.")
                .time("deleted_at", "When it was deleted.")
                .orNull()
                .including(more);
    }

    private static String name(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return NameRules.visible(given);
    }

    private static String ip(String given) {
        String text = given.strip();
        InetAddress address = IpAddress.parsed(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not the address of one machine, which mail could be sent from");
        }
        return IpAddress.checked(text);
    }

    private static String domain(String given) {
        return given.isBlank() ? "" : DomainName.checked(given);
    }

    private static String otherType(String given) {
        if (given.equals(Sender.AKMTA)) {
            throw new IllegalArgumentException("of this type are those of senders/akmta/save");
        }
        return word(given);
    }

    private static String word(String given) {
        if (!WORD.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(given)
                            + "' is not a word of lower-case letters, digits and _, such as sms_notify");
        }
        return given;
    }

    /** As it stands in a list: the documented members. */
    static void listed(Out out, Sender sender) {
        out.number("id", sender.id().value())
                .text("name", sender.name())
                .text("type", sender.type())
                .text("channel_type", sender.channel());
    }

    /** As it stands in a list with deleted ones. */
    static void listedWithDeleted(Out out, Sender sender) {
        listed(out, sender);
        out.time("deleted_at", sender.deletedAt().orElse(null));
    }

    /** What an administrator sets, as the audit keeps it. */
    static void settings(Out out, Sender sender) {
        listed(out, sender);
        sender.mta()
                .ifPresent(mta -> {
                    ips(out, mta);
                    out.number("strategy_id", mta.strategy())
                            .objects(
                                    "isp_strategies",
                                    mta.ispStrategies(),
                                    (each, one) ->
                                            each.number("isp_id", one.isp())
                                                    .number("strategy_id", one.strategy()))
                            .number("retry_rule_id", mta.retryRule())
                            .numbers("lock_rule_ids", mta.lockRules())
                            .numbers("dkim_key_ids", mta.dkimKeys());
                });
    }

    static void ips(Out out, MtaSettings mta) {
        out.objects(
                        "ips",
                        mta.ips(),
                        (each, ip) ->
                                each.number("node_id", ip.node())
                                        .text("ip", ip.ip())
                                        .text("helo", ip.helo()))
                .text("domain_type", mta.domainType().word())
                .text("return_path_domain", mta.returnPathDomain());
    }
}
