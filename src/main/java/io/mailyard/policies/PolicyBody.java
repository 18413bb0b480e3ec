package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import java.util.Locale;

/** Policies on the wire: the common members (docs/spec/admin-api.md, section 7). */
final class PolicyBody {
    static final Param<Long> ID = PolicyRow.ID.sent();
    static final Param<Long> EXISTING = PolicyRow.ID.required();

    private PolicyBody() {}

    static void write(Out out, PolicyKind<?> kind, PolicyRow kept) {
        settings(out, kind, kept);
        kind.rules().shown(out, kept);
        Fields.write(out, PolicyRow.LAST, kept.values());
    }

    /** The members that {@link #write} writes. */
    static ObjectSchema schema(PolicyKind<?> kind) {
        String item = kind.aOne();
        ObjectSchema schema =
                ObjectSchema.of(
                        kind.component(),
                        item.substring(0, 1).toUpperCase(Locale.ROOT) + item.substring(1) + ".");
        schema = Fields.declare(PolicyRow.ID.declare(schema), kind.fields());
        return Fields.declare(schema.including(kind.rules().shownSchema()), PolicyRow.LAST);
    }

    /** Writes the settings, for the audit. */
    static void settings(Out out, PolicyKind<?> kind, PolicyRow kept) {
        PolicyRow.ID.write(out, kept.values());
        Fields.write(out, kind.fields(), kept.values());
    }
}
