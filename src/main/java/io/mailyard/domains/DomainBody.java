package io.mailyard.domains;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
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
    static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "In the domain, in U-labels or A-labels.");
    static final Param<Boolean> FORCE =
            Param.of(
                            "force",
                            Types.flag(),
                            "Delete it although an active key signs its mail: the key is retired.")
                    .defaultsTo(false);

    /** Fields for administrators: other accounts, and ids that an account's token cannot use. */
    private static final List<Field<?>> INNER = List.of(Domain.ACCOUNT_IDS, Domain.KEY_ID);

    private static final List<Field<?>> HIDDEN =
            List.of(Domain.NEXT_CHECK_AT, Domain.CREATED_AT, Domain.UPDATED_AT);

    /** Fields without those that each check changes, which are no changes for the audit. */
    private static final List<Field<?>> AUDITED =
            Domain.ALL.stream()
                    .filter(field -> !HIDDEN.contains(field) && !field.equals(Domain.CHECKED_AT))
                    .toList();

    private DomainBody() {}

    /** The members that {@link #write} writes. */
    static ObjectSchema schema(boolean isAdministrator) {
        return members(
                isAdministrator
                        ? ObjectSchema.of("Domain", "Who may write as a domain.")
                        : ObjectSchema.of("OwnDomain", "A domain that the account may write as."),
                isAdministrator);
    }

    /** A domain with the records to publish. */
    static ObjectSchema withRecords(boolean isAdministrator) {
        return recordsSchema(
                schema(isAdministrator)
                        .as(
                                isAdministrator ? "DomainCheck" : "OwnDomainCheck",
                                "A domain with the records to publish, and what DNS has."));
    }

    /** A domain that was just added, with the records to publish. */
    static ObjectSchema added(boolean isAdministrator) {
        ObjectSchema added =
                ObjectSchema.of(
                                isAdministrator ? "DomainAdded" : "OwnDomainAdded",
                                "A domain that was claimed, with the records to publish.")
                        .number("saved_id", "The claim.");
        return recordsSchema(members(added, isAdministrator));
    }

    /** Only the records. */
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
                Fields.declare(to, shown(isAdministrator))
                        .text("unicode", "The domain in U-labels.")
                        .time("ends_at", "When an unproved claim ends.")
                        .orNull();
        return Fields.declare(schema, Domain.TIMES);
    }

    private static List<Field<?>> shown(boolean isAdministrator) {
        return Domain.ALL.stream()
                .filter(field -> isAdministrator || !INNER.contains(field))
                .filter(field -> !HIDDEN.contains(field))
                .toList();
    }

    private static ObjectSchema recordsSchema(ObjectSchema to) {
        return to.objects("records", DnsRecord.SCHEMA, "The records to publish, and what DNS has.");
    }

    /**
     * Writes a claim.
     *
     * @param isAdministrator whether other accounts may be shown
     */
    static void write(Out out, Domain domain, boolean isAdministrator) {
        Fields.write(out, shown(isAdministrator), domain.values());
        out.text("unicode", DomainName.toULabels(domain.domain()))
                .time("ends_at", domain.ends().orElse(null));
        Fields.write(out, Domain.TIMES, domain.values());
    }

    /** Writes a claim for the audit. */
    static void audited(Out out, Domain domain) {
        Fields.write(out, AUDITED, domain.values());
    }

    static void records(Out out, List<DnsRecord> records, Map<String, Finding> findings) {
        out.objects(
                "records",
                records,
                (one, record) ->
                        record.write(one, findings.getOrDefault(record.key(), Finding.NONE)));
    }
}
