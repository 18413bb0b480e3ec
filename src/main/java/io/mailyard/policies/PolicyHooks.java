package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.Fault;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Optional;

/** What a kind of policy has beyond its fields; each may be left as it is. */
interface PolicyHooks {
    /** A kind that is its fields and no more. */
    PolicyHooks NONE = new PolicyHooks() {};

    /** Parameters of {@code save} that are no fields. */
    default List<Param<?>> more() {
        return List.of();
    }

    /**
     * Finds members of a call to {@code save} that do not go with each other.
     *
     * @param fields those that are right by themselves
     * @param isNew whether it makes a policy
     */
    default void check(Params params, FieldValues fields, boolean isNew, List<Fault> faults) {}

    /**
     * What a call to {@code save} gives. Runs before the transaction, so it may take its time.
     *
     * @param isNew whether it makes a policy
     */
    default FieldValues given(Params params, FieldValues fields, boolean isNew) {
        return fields;
    }

    /**
     * Checks what a policy is to become, and answers it as it is to be kept.
     *
     * @param before empty where it is new
     * @throws io.mailyard.base.ApiException where it cannot become that
     */
    default FieldValues checked(Tx tx, Optional<PolicyRow> before, FieldValues after) {
        return after;
    }

    /** The row is written: writes what else is kept of it. */
    default void stored(Tx tx, long id, FieldValues after) {}

    /** The row is about to be deleted: deletes what else is kept of it. */
    default void going(Tx tx, long id) {}

    /** Other policies that use it, such as {@code lock rule 'x'}. */
    default List<String> users(Tx tx, long id) {
        return List.of();
    }

    /** Writes members that are not kept but reckoned. */
    default void shown(Out out, PolicyRow kept) {}

    /** What {@link #shown} writes. */
    default ObjectSchema shownSchema() {
        return ObjectSchema.part();
    }
}
