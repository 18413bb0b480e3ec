package io.mailyard.policies;

import io.mailyard.api.Reference;
import io.mailyard.api.Schemas;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.db.Tx;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldValues;
import java.util.Optional;

/** The field {@code isp} of policies that apply to one ISP or to all. */
final class IspField implements PolicyHooks {
    private static final Reference ALL = new Reference.ByName("");

    /** Stored as the ISP's id, read as its name. */
    private static final ColumnCodec<Reference> CELL =
            new ColumnCodec<>(
                    FieldKind.REFERENCE,
                    IspField::text,
                    (row, column) -> {
                        String name = row.textOrNull(column);
                        return name == null ? ALL : new Reference.ByName(name);
                    },
                    (out, name, isp) -> out.text(name, isp.equals(ALL) ? null : text(isp)),
                    Schemas.orNull(Schemas.text()));

    static final Field<Reference> ISP =
            Field.of(
                            "isp",
                            Types.reference(),
                            CELL,
                            ALL,
                            "For answers of this ISP's hosts alone, by its name or id; an empty"
                                    + " string, and absent in a new one: of all.")
                    .in(
                            "isp_id",
                            "(SELECT i.name FROM isps i WHERE i.id = isp_id)",
                            "(SELECT i.id FROM isps i WHERE i.name = ?)");

    private static String text(Reference isp) {
        return switch (isp) {
            case Reference.ByName(String name) -> name;
            case Reference.ById(long id) ->
                    throw new IllegalStateException("not resolved: ISP " + id);
        };
    }

    /** A regular expression, kept as written. */
    static Type<String> pattern() {
        return Types.text(1, BoundedPattern.MAX_PATTERN)
                .map(text -> BoundedPattern.of(text).toString());
    }

    /** The name of the ISP that a policy applies to; empty: all. */
    static Optional<String> name(PolicyRow kept) {
        return Optional.of(text(kept.get(ISP))).filter(name -> !name.isEmpty());
    }

    /** Requires that the ISP exists. */
    @Override
    public FieldValues checked(Tx tx, Optional<PolicyRow> before, FieldValues after) {
        Reference given = after.get(ISP);
        if (given.equals(ALL)) {
            return after;
        }
        String name = Policies.kept(tx, PolicyKind.ISP, given).get(Isp.NAME);
        return after.with(ISP, new Reference.ByName(name));
    }
}
