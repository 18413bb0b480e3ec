package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.Page;
import io.mailyard.wire.Out;
import java.util.Locale;

/** Policies on the wire: what all kinds have (docs/spec/admin-api.md, section 7). */
final class PolicyBody {
    static final Param<Long> ID = Param.of("id", Types.id(), "Which one; absent creates one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "Which one.").required();
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private PolicyBody() {}

    static void write(Out out, PolicyKind<?> kind, PolicyRow kept) {
        settings(out, kind, kept);
        kind.rules().shown(out, kept);
        out.flag("shipped", kept.shipped())
                .time("created_at", kept.createdAt())
                .time("updated_at", kept.updatedAt());
    }

    /** As {@link #write} writes it. */
    static ObjectSchema schema(PolicyKind<?> kind) {
        String one = kind.aOne();
        ObjectSchema schema =
                ObjectSchema.of(
                                kind.component(),
                                one.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + one.substring(1)
                                        + ".")
                        .number("id", "Its id.");
        for (Field<?> field : kind.fields()) {
            schema = field.declare(schema);
        }
        return schema.including(kind.rules().shownSchema())
                .flag(
                        "shipped",
                        "Whether it came with the program: it can be changed, not deleted.")
                .time("created_at", "When it was made.")
                .time("updated_at", "When it was changed last.");
    }

    /** What is set, as the audit keeps it. */
    static void settings(Out out, PolicyKind<?> kind, PolicyRow kept) {
        out.number("id", kept.id());
        kind.fields().forEach(field -> field.write(out, kept.values()));
    }
}
