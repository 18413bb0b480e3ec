package io.mailyard.senders;

import io.mailyard.wire.Out;
import java.util.Optional;

/**
 * A sender in a list.
 *
 * @param counts empty where they were not asked for
 */
record ListedSender(Sender sender, Optional<SenderCounts> counts) {
    /** Numbers of a sender's IPs, accounts and problems. */
    record SenderCounts(long ips, long accounts, long problems) {}

    static ListedSender plain(Sender sender) {
        return new ListedSender(sender, Optional.empty());
    }

    static ListedSender counted(Sender sender, long accounts, long problems) {
        long ips = sender.mta().map(mta -> mta.ips().size()).orElse(0);
        return new ListedSender(sender, Optional.of(new SenderCounts(ips, accounts, problems)));
    }

    void write(Out out, boolean withDeletion) {
        SenderBody.listed(out, sender);
        if (withDeletion) {
            Sender.DELETED_AT.write(out, sender.values());
        }
        counts.ifPresent(of ->
                out.number("ips", of.ips())
                        .number("accounts", of.accounts())
                        .number("problems", of.problems()));
    }
}
