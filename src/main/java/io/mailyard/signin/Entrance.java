package io.mailyard.signin;

import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;

/**
 * The check that lets a person in.
 *
 * @param by what has checked the person, for the audit
 * @param whole whether that was a second factor too: else the person's own is asked for
 * @param session values of columns that only this kind's sessions have
 * @param still whether it still lets the person in: asked in the transaction that makes the
 *     session, so that whatever has ended it meanwhile is seen
 */
public record Entrance(String by, boolean whole, FieldValues session, Still still) {
    /** Whether something still lets a person in. */
    @FunctionalInterface
    public interface Still {
        /** Whether it still does, as this transaction sees it. */
        boolean in(Tx tx);
    }

    /** With nothing more in the session. */
    public static Entrance of(String by, boolean whole, Still still) {
        return new Entrance(by, whole, FieldValues.NONE, still);
    }
}
