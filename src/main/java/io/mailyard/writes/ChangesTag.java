package io.mailyard.writes;

import io.mailyard.api.Call;
import io.mailyard.api.Route;
import io.mailyard.audit.Audit;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.Sha256;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.function.Function;

/**
 * Tag of a call and of the changes that it makes: which members of which objects, from which values
 * to which. A dry run answers it, and the same call with it is done if it still makes these
 * changes: not if another call has changed one of the members in between. Unlike a plan it says
 * nothing of the effect on mail, every writing call has it, and it may be used again.
 */
final class ChangesTag {
    /** Header of the dry run's answer and of the call. */
    private static final String HEADER = Route.CHANGES_TAG;

    private static final int DIGITS = 32;

    private ChangesTag() {}

    /** Of the call's parameters, too, among them moments, which its changes leave out. */
    private static String of(Call call, Change change) {
        List<AuditEntry> changes = List.copyOf(Audit.recorded(change.tx()));
        String text = Idempotency.request(call) + "\n" + PlannedWrite.lasting(changes);
        return Sha256.hex(text).substring(0, DIGITS);
    }

    /** The work of a dry run, whose answer gets the tag. */
    static Function<Change, ApiReply> answered(Call call, Function<Change, ApiReply> work) {
        return change -> {
            ApiReply reply = work.apply(change);
            call.answerHeader(HEADER, of(call, change));
            return reply;
        };
    }

    /**
     * The work, which must make the changes of the tag that the call brings, if it brings one.
     *
     * @throws OutdatedDryRunException if it does not, on which the change is undone
     */
    static Function<Change, ApiReply> required(Call call, Function<Change, ApiReply> work) {
        return call.request()
                .header(HEADER)
                .map(String::strip)
                .<Function<Change, ApiReply>>map(tag ->
                        change -> {
                            ApiReply reply = work.apply(change);
                            if (!tag.equals(of(call, change))) {
                                throw new OutdatedDryRunException(
                                        HEADER
                                                + " is of another call or of other changes: what would be"
                                                + " changed has changed since, make a new dry run");
                            }
                            return reply;
                        })
                .orElse(work);
    }
}
