package io.mailyard.writes;

import io.mailyard.api.Call;
import io.mailyard.audit.Audit;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.ApiException;
import io.mailyard.base.Sha256;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.function.Function;

/**
 * Tag of the changes that a call makes: which members of which objects, from which values to which.
 * A dry run answers it, and the same call with it is done if it still makes these changes: not if
 * another call has changed one of the members in between. Unlike a plan it says nothing of the
 * effect on mail, every writing call has it, and it may be used again.
 */
final class ChangesTag {
    /** Header of the dry run's answer and of the call. */
    static final String HEADER = "Changes-Tag";

    private static final int DIGITS = 32;

    private ChangesTag() {}

    private static String of(Change change) {
        List<AuditEntry> changes = List.copyOf(Audit.recorded(change.tx()));
        return Sha256.hex(PlannedWrite.lasting(changes)).substring(0, DIGITS);
    }

    /** The work of a dry run, whose answer gets the tag. */
    static Function<Change, ApiReply> answered(Call call, Function<Change, ApiReply> work) {
        return change -> {
            ApiReply reply = work.apply(change);
            call.answerHeader(HEADER, of(change));
            return reply;
        };
    }

    /**
     * The work, which must make the changes of the tag that the call brings, if it brings one.
     *
     * @throws ApiException error 409, on which the change is undone
     */
    static Function<Change, ApiReply> required(Call call, Function<Change, ApiReply> work) {
        return call.request()
                .header(HEADER)
                .map(String::strip)
                .<Function<Change, ApiReply>>map(tag ->
                        change -> {
                            ApiReply reply = work.apply(change);
                            if (!tag.equals(of(change))) {
                                throw ApiException.conflict(
                                        HEADER
                                                + " is of other changes: what would be changed has"
                                                + " changed since, make a new dry run");
                            }
                            return reply;
                        })
                .orElse(work);
    }
}
