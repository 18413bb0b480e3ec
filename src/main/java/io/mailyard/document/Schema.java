package io.mailyard.document;

import static io.mailyard.document.Member.byId;
import static io.mailyard.document.Member.decimal;
import static io.mailyard.document.Member.domain;
import static io.mailyard.document.Member.flag;
import static io.mailyard.document.Member.named;
import static io.mailyard.document.Member.namedOrNone;
import static io.mailyard.document.Member.text;
import static io.mailyard.document.Member.whole;

import io.mailyard.accounts.Account;
import io.mailyard.domains.Domain;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.nodes.Node;
import io.mailyard.policies.PolicyKind;
import io.mailyard.senders.Sender;
import io.mailyard.tariffs.Tariff;
import io.mailyard.users.User;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The members of the objects of each kind: named as in the API's {@code save}, with objects in
 * place of their ids.
 */
public final class Schema {
    /** Of an account: the senders assigned to it, in order of assignment. */
    public static final String SENDERS = "senders";

    /** Of a node: whether its MTA is meant to run. */
    public static final String MTA_ACTIVE = "mta_active";

    /** Of a key: a file with the private key from which it is created. */
    public static final String PRIVATE_KEY_FILE = "private_key_file";

    /** Of a key: members that the server sets. */
    public static final String PUBLIC_KEY = "public_key";

    /**
     * Of a domain: the account that owns it; empty text for the platform. Of a key: the only
     * account that may use it.
     */
    public static final String ACCOUNT = "account";

    private static final Map<ObjectKind, List<Member>> MEMBERS = new EnumMap<>(ObjectKind.class);

    static {
        put(ObjectKind.TARIFFS, Tariff.FIELDS);
        put(ObjectKind.NODES, Node.FIELDS, flag(MTA_ACTIVE));
        put(ObjectKind.SENDERS, Sender.SETTABLE, text("type"), text("channel_type"));
        Shape senders = new Shape.ListShape(new Shape.NamedShape(ObjectKind.SENDERS, true, false));
        put(
                ObjectKind.ACCOUNTS,
                Account.SETTABLE,
                named("tariff", ObjectKind.TARIFFS).shownAs("tariff_id").needed(),
                Member.of(SENDERS, senders).shownAs("sender_ids"));
        MEMBERS.put(ObjectKind.DOMAINS, domains());
        Shape alerts =
                new Shape.MembersShape(
                        User.ALERT_PARAMS.stream().map(alert -> flag(alert.name())).toList());
        put(ObjectKind.USERS, User.SETTABLE, text("email").needed(), Member.of("alerts", alerts));
        MEMBERS.put(
                ObjectKind.VSENDERS,
                List.of(Member.of("email_rules", rules()), Member.of("sms_rules", rules())));
        policies();
    }

    private Schema() {}

    static List<Member> of(ObjectKind kind) {
        return Objects.requireNonNull(MEMBERS.get(kind));
    }

    private static void policies() {
        Member isp = namedOrNone("isp", ObjectKind.ISPS);
        put(
                ObjectKind.ISPS,
                PolicyKind.ISP.fields(),
                Member.of("domains", new Shape.ListShape(new Shape.DomainShape())));
        put(ObjectKind.STRATEGIES, PolicyKind.STRATEGY.fields());
        put(ObjectKind.RETRY_RULES, PolicyKind.RETRY_RULE.fields());
        put(ObjectKind.LOCK_RULES, PolicyKind.LOCK_RULE.fields(), isp);
        put(ObjectKind.BOUNCE_PATTERNS, PolicyKind.BOUNCE_PATTERN.fields(), isp);
        put(
                ObjectKind.KEYS,
                PolicyKind.KEY.fields(),
                domain("domain"),
                new Member(
                        ACCOUNT,
                        new Shape.NamedShape(ObjectKind.ACCOUNTS, true, false),
                        "account_id",
                        "account_id",
                        Member.MemberUse.GIVEN),
                text(PUBLIC_KEY).used(Member.MemberUse.FACT),
                text(PRIVATE_KEY_FILE).used(Member.MemberUse.MAKING));
        put(ObjectKind.ROUTES, PolicyKind.ROUTE.fields());
    }

    /**
     * Adds members from the declaration of an object's fields.
     *
     * @param others replace the field that is sent by the same name, or are added
     */
    private static void put(ObjectKind kind, List<Field<?>> fields, Member... others) {
        Map<String, Member> members = new LinkedHashMap<>();
        Fields.settable(fields).stream()
                .map(Member::of)
                .filter(member -> !member.sent().equals(kind.label()))
                .forEach(member -> members.put(member.sent(), member));
        for (Member other : others) {
            members.put(other.sent(), other);
        }
        MEMBERS.put(kind, List.copyOf(members.values()));
    }

    private static List<Member> domains() {
        Member owner =
                new Member(
                        ACCOUNT,
                        new Shape.NamedShape(ObjectKind.ACCOUNTS, true, true),
                        "account_id",
                        "account_id",
                        Member.MemberUse.NEEDED);
        return Stream.concat(Stream.of(owner), Domain.SETTABLE.stream().map(Member::of)).toList();
    }

    private static Shape rules() {
        List<Member> sender =
                List.of(
                        byId("sender", ObjectKind.SENDERS, "sender_id"),
                        whole("percent").needed(),
                        text("from_email"),
                        text("replyto_email"),
                        text("from_name"),
                        Member.of("warmup", new Shape.MembersShape(warmup())));
        return new Shape.ListShape(
                new Shape.MembersShape(
                        List.of(
                                text("type").needed(),
                                Member.of("value", new Shape.LooseShape()),
                                Member.of(
                                        "senders",
                                        new Shape.ListShape(new Shape.MembersShape(sender))))));
    }

    private static List<Member> warmup() {
        Shape ceilings =
                new Shape.ListShape(
                        new Shape.MembersShape(
                                List.of(
                                        named("isp", ObjectKind.ISPS).needed(),
                                        whole("ceiling").needed())));
        return List.of(
                whole("start").needed(),
                decimal("growth").needed(),
                whole("ceiling").needed(),
                Member.of("isp_ceilings", ceilings),
                text("begins"));
    }
}
