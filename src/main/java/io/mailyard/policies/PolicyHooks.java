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

/** Extensions of a kind of policy beyond its fields; each has a default. */
interface PolicyHooks {
    /** A kind without extensions. */
    PolicyHooks NONE = new PolicyHooks() {};

    /** Parameters of {@code save} that are not fields. */
    default List<Param<?>> more() {
        return List.of();
    }

    /**
     * Checks members of a call to {@code save} against each other.
     *
     * @param fields those that are valid by themselves
     * @param isNew whether the call creates a policy
     */
    default void check(Params params, FieldValues fields, boolean isNew, List<Fault> faults) {}

    /**
     * The values of a call to {@code save}. Runs before the transaction, so it may be slow.
     *
     * @param isNew whether the call creates a policy
     */
    default FieldValues given(Params params, FieldValues fields, boolean isNew) {
        return fields;
    }

    /**
     * Checks a policy before it is stored, and returns the values to store.
     *
     * @param before empty for a new policy
     * @throws io.mailyard.base.ApiException if it is not allowed
     */
    default FieldValues checked(Tx tx, Optional<PolicyRow> before, FieldValues after) {
        return after;
    }

    /** Called after the row was written, to write data in other tables. */
    default void stored(Tx tx, long id, FieldValues after) {}

    /** Called before the row is deleted, to delete data in other tables. */
    default void going(Tx tx, long id) {}

    /** Other policies that use it, for example {@code lock rule 'x'}. */
    default List<String> users(Tx tx, long id) {
        return List.of();
    }

    /** Writes computed members. */
    default void shown(Out out, PolicyRow kept) {}

    /** The members that {@link #shown} writes. */
    default ObjectSchema shownSchema() {
        return ObjectSchema.part();
    }
}
