package io.mailyard.writes;

import io.mailyard.audit.Actor;
import io.mailyard.audit.Audit;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A change being made: its transaction, author and time. Whoever changes a row records it here at
 * once.
 *
 * @param dryRun whether it is a dry run that will be undone
 * @param reason why it is done, as the caller says
 */
public record Change(Tx tx, Actor actor, Instant now, boolean dryRun, Optional<String> reason) {
    /** Acts after which the object is still there. */
    private static final Set<String> LEAVING =
            Set.of("save", "update", "deactivate", "rotate", "assign", "unassign", "end", "reset");

    /** Records a new object. */
    public void recordCreation(String action, Subject subject, Consumer<Out> after) {
        record(action, subject, Optional.empty(), Optional.of(JsonText.write(after)));
    }

    /** Records a deleted object. */
    public void recordDeletion(String action, Subject subject, Consumer<Out> before) {
        record(
                action,
                subject,
                Optional.of(JsonText.write(explained(action, before))),
                Optional.empty());
    }

    /**
     * Records a changed object by its differing members. Records nothing and returns false if none
     * differ.
     */
    public boolean recordChange(
            String action, Subject subject, Consumer<Out> before, Consumer<Out> after) {
        JsonText.JsonDifference difference = JsonText.difference(before, after);
        if (!difference.none()) {
            JsonText.JsonDifference explained =
                    reason.isEmpty()
                            ? difference
                            : JsonText.difference(before, explained(action, after));
            record(
                    action,
                    subject,
                    Optional.of(explained.before()),
                    Optional.of(explained.after()));
        }
        return !difference.none();
    }

    private Consumer<Out> explained(String action, Consumer<Out> object) {
        boolean leaves = LEAVING.contains(action.substring(action.lastIndexOf('.') + 1));
        return out -> {
            object.accept(out);
            reason.ifPresent(why -> out.text(leaves ? "change_reason" : "removal_reason", why));
        };
    }

    /** Records a changed object whose differing members are given as JSON. */
    public void recordDifference(String action, Subject subject, String before, String after) {
        String explained =
                reason.isEmpty()
                        ? after
                        : JsonText.write(
                                explained(
                                        action,
                                        out -> JsonText.read(after).values().forEach(out::value)));
        record(action, subject, Optional.of(before), Optional.of(explained));
    }

    private void record(
            String action, Subject subject, Optional<String> before, Optional<String> after) {
        Audit.record(
                tx,
                new AuditEntry(
                        now,
                        actor,
                        action,
                        subject.type(),
                        subject.id(),
                        subject.account(),
                        before,
                        after));
    }

    /**
     * Subject of a change.
     *
     * @param type {@code account}, {@code user}, {@code tariff}, {@code token}
     */
    public record Subject(String type, String id, Optional<AccountId> account) {
        /** An object of the platform. */
        public static Subject of(String type, long id) {
            return new Subject(type, Long.toString(id), Optional.empty());
        }

        /** An account, or an object of an account. */
        public static Subject of(String type, long id, AccountId account) {
            return new Subject(type, Long.toString(id), Optional.of(account));
        }
    }
}
