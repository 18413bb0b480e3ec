package io.mailyard.senders;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import java.util.List;

/** Senders on the wire (docs/spec/admin-api.md, section 5): members that are not fields. */
final class SenderBody {
    /** Maximum number of assignments that one call changes, since all of them are one write. */
    static final int MAX_ACCOUNTS = 10_000;

    static final Param<Long> ID = Sender.ID.sent();
    static final Param<Long> EXISTING = Sender.ID.required();
    static final Param<List<Long>> ACCOUNT_IDS =
            Param.of(
                    "account_ids",
                    Types.array(Types.id(), MAX_ACCOUNTS),
                    "The accounts that may send by it, all of them.");
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

    static final Param<Boolean> DELETED =
            Param.of("deleted", Types.flag(), "Only deleted ones.").defaultsTo(false);
    static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "A part of the name, or an id or IP in full.");
    static final Param<String> OF_TYPE =
            Param.of("type", Types.text(0, 64), "Only those of this type, such as akmta.");
    static final Param<Long> ON_NODE =
            Param.of("node_id", Types.id(), "Only those with an IP on this node.");
    static final Param<Boolean> PROBLEMS =
            Param.of(
                    "problems",
                    Types.flag(),
                    "Only those that something keeps from sending; false: that nothing does.");
    static final Param<Boolean> COUNTS =
            Param.of(
                            "counts",
                            Types.flag(),
                            "Each with the numbers of its IPs, accounts and problems.")
                    .defaultsTo(false);

    /** A sender in a list. */
    static final ObjectSchema SUMMARY =
            Sender.DELETED_AT
                    .declare(
                            Fields.declare(
                                    ObjectSchema.of("SenderSummary", "A sender in a list."),
                                    Sender.LISTED))
                    .optional()
                    .number("ips", "How many IPs it has; with counts.")
                    .optional()
                    .number("accounts", "How many accounts may send by it; with counts.")
                    .optional()
                    .number("problems", "How many things keep it from sending; with counts.")
                    .optional();

    private SenderBody() {}

    /** The members that {@link SenderView} writes, with those of other packages. */
    static ObjectSchema full(ObjectSchema more) {
        ObjectSchema full =
                Fields.declare(ObjectSchema.of("Sender", "A sender in full."), Sender.LISTED)
                        .includingOptional(
                                PolicyFields.declare(ObjectSchema.part(), MtaSettings.FIELDS))
                        .numbers("account_ids", "The accounts that may send by it.")
                        .texts("problems", "What keeps it from sending now; none: it can.");
        return Fields.declare(full, Sender.TIMES).including(more);
    }

    /** Writes a sender in a list. */
    static void listed(Out out, Sender sender) {
        Fields.write(out, Sender.LISTED, sender.values());
    }

    /** Writes the fields that an administrator sets, for the audit. */
    static void settings(Out out, Sender sender) {
        listed(out, sender);
        sender.mta().ifPresent(mta -> Fields.write(out, MtaSettings.FIELDS, mta.values()));
    }
}
