package io.mailyard.senders;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Reference;
import io.mailyard.api.Types;
import io.mailyard.base.IpAddress;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldList;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.policies.PolicyKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * The settings of a sender of type {@code akmta} (docs/spec/admin-api.md, section 5). Each field is
 * declared here once. Policies are stored by their ids.
 */
public record MtaSettings(FieldValues values) implements FieldRow {
    /** Maximum number of addresses of one sender. */
    private static final int MAX_IPS = 1000;

    private static final int MAX_ISPS = 1000;

    static final FieldList<FieldValues> IPS =
            FieldList.objects(
                    "ips",
                    Ip.FIELDS,
                    MAX_IPS,
                    "SenderIpInput",
                    PolicyFields.declare(
                            ObjectSchema.of("SenderIp", "An address that a sender sends from."),
                            Ip.FIELDS),
                    "Where it sends from.",
                    "sender_ips",
                    "sender_id");

    /** The fields are empty, and NULL in the columns, for a sender that cannot send. */
    static final Field<String> DOMAIN_TYPE =
            Field.of(
                    "domain_type",
                    Types.oneOf(MtaDomainType.words()),
                    ColumnCodec.word(List.of(MtaDomainType.words())).orNull(""),
                    MtaDomainType.FROM.word(),
                    "By whose domain it speaks: from, the From address's; or ptr, the IP's PTR"
                            + " name. Default from.");

    static final Field<String> RETURN_PATH_DOMAIN =
            Field.domain(
                    "return_path_domain", "Domain of the Return-Path; empty: as domain_type says.");
    private static final Field<Reference> STRATEGY =
            PolicyFields.one(
                    "strategy",
                    PolicyKind.STRATEGY,
                    "Id or name of the strategy. Default the shipped one, 60:60.");
    private static final FieldList<FieldValues> ISP_STRATEGIES =
            FieldList.objects(
                    "isp_strategies",
                    IspStrategy.FIELDS,
                    MAX_ISPS,
                    "IspStrategyInput",
                    PolicyFields.declare(
                            ObjectSchema.of("IspStrategy", "The strategy for an ISP."),
                            IspStrategy.FIELDS),
                    "Strategies for ISPs, in place of strategy.",
                    "sender_isp_strategies",
                    "sender_id");
    private static final Field<Reference> RETRY_RULE =
            PolicyFields.one(
                    "retry_rule",
                    PolicyKind.RETRY_RULE,
                    "Id or name of the retry rule. Default the shipped one, default.");
    private static final FieldList<Reference> LOCK_RULES =
            PolicyFields.many(
                    "lock_rules",
                    PolicyKind.LOCK_RULE,
                    "Ids or names of lock rules.",
                    "sender_lock_rules",
                    "lock_rule_id");
    private static final FieldList<Reference> DKIM_KEYS =
            PolicyFields.many(
                    "dkim_keys",
                    PolicyKind.KEY,
                    "Ids or names of keys of the kind dkim.",
                    "sender_dkim_keys",
                    "key_id");

    /** All fields, in the order in which they are shown. */
    static final List<Field<?>> FIELDS =
            List.of(
                    IPS.field(),
                    DOMAIN_TYPE,
                    RETURN_PATH_DOMAIN,
                    STRATEGY,
                    ISP_STRATEGIES.field(),
                    RETRY_RULE,
                    LOCK_RULES.field(),
                    DKIM_KEYS.field());

    /** The fields that have tables of their own. */
    static final List<FieldList<?>> LISTS = List.of(IPS, ISP_STRATEGIES, LOCK_RULES, DKIM_KEYS);

    /** The domain that a sender uses. */
    public enum MtaDomainType {
        /** The domain of the message's From address. */
        FROM,
        /** The name in the address's PTR record. */
        PTR;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static String[] words() {
            return new String[] {FROM.word(), PTR.word()};
        }
    }

    /** An address that a node sends from. */
    public record Ip(FieldValues values) implements FieldRow {
        static final Field<Long> NODE = Field.idOf("node_id", "nodes", "The node.");
        static final Field<String> IP =
                Field.text(
                        "ip",
                        Types.text(1, 64).map(Ip::checked),
                        "An address of the node, IPv4 or IPv6.");
        private static final Field<String> HELO =
                Field.domain("helo", "What it greets with; empty: as the strategy says.");
        static final List<Field<?>> FIELDS = List.of(NODE, IP, HELO);

        /** Id of the node that has the address. */
        public long node() {
            return get(NODE);
        }

        /** The address in the form of {@link IpAddress}. */
        public String ip() {
            return get(IP);
        }

        /** Its EHLO name; empty: that of the strategy. */
        public String helo() {
            return get(HELO);
        }

        private static String checked(String given) {
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
    }

    /** The strategy for one ISP. */
    public record IspStrategy(FieldValues values) implements FieldRow {
        private static final Field<Reference> ISP =
                PolicyFields.needed("isp", PolicyKind.ISP, "Id or name of the ISP.");
        private static final Field<Reference> STRATEGY =
                PolicyFields.needed("strategy", PolicyKind.STRATEGY, "Id or name of the strategy.");
        static final List<Field<?>> FIELDS = List.of(ISP, STRATEGY);

        /**
         * Id of the ISP, in a row that the store has or a write has resolved.
         *
         * @throws IllegalStateException if the caller gave a name that is not resolved yet
         */
        public long isp() {
            return PolicyFields.id(get(ISP));
        }

        /**
         * Id of the strategy that goes before the sender's own.
         *
         * @throws IllegalStateException if the caller gave a name that is not resolved yet
         */
        public long strategy() {
            return PolicyFields.id(get(STRATEGY));
        }
    }

    /** Its addresses, in the order given. */
    public List<Ip> ips() {
        return get(IPS.field()).stream().map(Ip::new).toList();
    }

    /** The domain that it uses. */
    public MtaDomainType domainType() {
        return MtaDomainType.valueOf(get(DOMAIN_TYPE).toUpperCase(Locale.ROOT));
    }

    /** Domain of the reverse path; empty: that of {@link #domainType}. */
    public String returnPathDomain() {
        return get(RETURN_PATH_DOMAIN);
    }

    /** The strategy for every ISP without one in {@link #ispStrategies}. */
    public long strategy() {
        return PolicyFields.id(get(STRATEGY));
    }

    /** The strategies of single ISPs. */
    public List<IspStrategy> ispStrategies() {
        return get(ISP_STRATEGIES.field()).stream().map(IspStrategy::new).toList();
    }

    /**
     * Id of the rule that says when and from where deferred mail is tried again.
     *
     * @throws IllegalStateException if the caller gave a name that is not resolved yet
     */
    public long retryRule() {
        return PolicyFields.id(get(RETRY_RULE));
    }

    /** The lock rules that apply to it. */
    public List<Long> lockRules() {
        return PolicyFields.ids(get(LOCK_RULES.field()));
    }

    /** The DKIM keys that it may sign with. */
    public List<Long> dkimKeys() {
        return PolicyFields.ids(get(DKIM_KEYS.field()));
    }
}
