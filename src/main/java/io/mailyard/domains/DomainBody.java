package io.mailyard.domains;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.base.Page;
import io.mailyard.policies.Field;
import io.mailyard.wire.Out;
import java.net.IDN;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Domains on the wire. */
final class DomainBody {
    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose domain; absent: the platform's.");
    static final Param<Long> LISTED_ACCOUNT =
            Param.of("account_id", Types.id(), "Whose domains; absent: all there are.");
    static final Param<Long> ID = Param.of("id", Types.id(), "Which one; or give domain.");
    static final Param<String> NAME =
            Param.of(
                    "domain",
                    Types.text(1, 1000).map(DomainName::normal),
                    "Which one, by its name, in place of id.");
    static final Param<String> FILTER_NAME =
            Param.of("domain", Types.text(1, 1000).map(DomainName::normal), "This domain alone.");
    static final Param<String> FILTER_STATE =
            Param.of(
                    "state",
                    Types.oneOf(
                            Arrays.stream(DomainState.values())
                                    .map(DomainState::word)
                                    .toArray(String[]::new)),
                    "Those in this state alone.");
    static final Param<Boolean> VERIFIED =
            Param.of(
                    "verified",
                    Types.flag(),
                    "true: the administrator vouches for it, and no check takes it away; false: no"
                            + " longer. For tokens that are bound to no account.");
    static final Param<Boolean> FORCE =
            Param.of(
                            "force",
                            Types.flag(),
                            "Delete it although an active key signs its mail: the key is retired.")
                    .defaultsTo(false);
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.id(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    /** Fields for administrators: other accounts, and ids that an account's token cannot use. */
    private static final List<Field<?>> INNER = List.of(Domain.ACCOUNT_IDS, Domain.KEY_ID);

    /** Fields that each check moves: no change that an audit keeps. */
    private static final List<Field<?>> MOVING = List.of(Domain.CHECKED_AT, Domain.NEXT_CHECK_AT);

    private DomainBody() {}

    /** As {@link #write} writes it. */
    static ObjectSchema schema(boolean isAdministrator) {
        return members(
                isAdministrator
                        ? ObjectSchema.of("Domain", "Who may write as a domain.")
                        : ObjectSchema.of("OwnDomain", "A domain that the account may write as."),
                isAdministrator);
    }

    /** The same with what to publish. */
    static ObjectSchema withRecords(boolean isAdministrator) {
        return recordsSchema(
                schema(isAdministrator)
                        .as(
                                isAdministrator ? "DomainCheck" : "OwnDomainCheck",
                                "A domain with the records to publish, and what DNS has."));
    }

    /** The same, just added. */
    static ObjectSchema added(boolean isAdministrator) {
        ObjectSchema added =
                ObjectSchema.of(
                                isAdministrator ? "DomainAdded" : "OwnDomainAdded",
                                "A domain that was claimed, with the records to publish.")
                        .number("saved_id", "The claim.");
        return recordsSchema(members(added, isAdministrator));
    }

    /** The records alone. */
    static ObjectSchema records() {
        return recordsSchema(
                ObjectSchema.of("DomainRecords", "The records of a domain to publish.")
                        .number("id", "The claim.")
                        .text("domain", "The domain."));
    }

    /** A zone file. */
    static ObjectSchema zone() {
        return ObjectSchema.of("DomainZone", "The records of a domain to publish.")
                .text("zone", "A zone file.");
    }

    private static ObjectSchema members(ObjectSchema to, boolean isAdministrator) {
        ObjectSchema schema =
                to.number("id", "The claim.")
                        .number("account_id", "The account that claims it; null: the platform.")
                        .orNull();
        for (Field<?> field : shown(isAdministrator)) {
            schema = field.declare(schema);
        }
        return schema.text("unicode", "The domain in U-labels.")
                .time("ends_at", "When an unproved claim ends.")
                .orNull()
                .time("created_at", "When it was claimed.")
                .time("updated_at", "When it was changed last.");
    }

    private static List<Field<?>> shown(boolean isAdministrator) {
        return Domain.FIELDS.stream()
                .filter(field -> isAdministrator || !INNER.contains(field))
                .filter(field -> !field.equals(Domain.NEXT_CHECK_AT))
                .toList();
    }

    private static ObjectSchema recordsSchema(ObjectSchema to) {
        return to.objects("records", DnsRecord.SCHEMA, "The records to publish, and what DNS has.");
    }

    /**
     * A claim's members.
     *
     * @param isAdministrator whether other accounts may be named
     */
    static void write(Out out, Domain domain, boolean isAdministrator) {
        out.number("id", domain.id())
                .numberOrNull("account_id", domain.isPlatform() ? null : domain.account().value());
        shown(isAdministrator).forEach(field -> field.write(out, domain.values()));
        out.text("unicode", IDN.toUnicode(domain.domain()))
                .time("ends_at", domain.ends().orElse(null))
                .time("created_at", domain.createdAt())
                .time("updated_at", domain.updatedAt());
    }

    /** As the audit keeps it. */
    static void audited(Out out, Domain domain) {
        out.number("id", domain.id())
                .numberOrNull("account_id", domain.isPlatform() ? null : domain.account().value());
        for (Field<?> field : Domain.FIELDS) {
            if (!MOVING.contains(field)) {
                field.write(out, domain.values());
            }
        }
    }

    static void records(Out out, List<DnsRecord> records, Map<String, Finding> findings) {
        out.objects(
                "records",
                records,
                (one, record) ->
                        record.write(one, findings.getOrDefault(record.key(), Finding.NONE)));
    }
}
