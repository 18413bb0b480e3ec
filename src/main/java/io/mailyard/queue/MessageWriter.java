package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import io.mailyard.queue.StagedChange.NewMail;
import io.mailyard.routing.RoutingDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Messages as they come in: rows of {@code messages}, {@code contents} and {@code recipients}. */
final class MessageWriter {
    private static final String MESSAGE =
            "INSERT INTO messages (id, account_id, source, submitter, envelope_from, header_from, subject,"
                    + " header_id, campaign_id, group_id, vsender_id, size, recipients, accepted_at,"
                    + " passed_on)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String CONTENT =
            "INSERT INTO contents (message_id, content) VALUES (?, ?)";
    private static final String RECIPIENT =
            "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain, state, due_at, expires_at,"
                    + " attempts, session_id, tied_node, tied_ip, tied_version, kind, ended_at, ip, host, answer,"
                    + " answered_by, routing_id, rule, share)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, NULL, 0, ?, ?, '', '', ?, ?, ?, ?, ?)";

    /** The sequence of their numbers. */
    static final String RECIPIENTS = "recipients";

    private static final String SUPPRESSED = "the address is suppressed";

    private final Lanes lanes;
    private final QueueStage stage;
    private final DeliveryEventListener telling;
    private final MailCounts counts;
    private final long lifetime;

    MessageWriter(
            Lanes lanes,
            QueueStage stage,
            DeliveryEventListener telling,
            MailCounts counts,
            Duration lifetime) {
        this.lanes = lanes;
        this.stage = stage;
        this.telling = telling;
        this.counts = counts;
        this.lifetime = lifetime.toMillis();
    }

    void accept(Tx tx, AcceptedMessage mail) {
        accept(tx, mail, lifetime);
    }

    /**
     * The same.
     *
     * @param lifetime how long it is tried, in milliseconds
     */
    void accept(Tx tx, AcceptedMessage mail, long lifetime) {
        Map<LaneKey, Lane> found = lanes.of(tx, mail);
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>(mail.to().size());
        long suppressed = 0;
        for (AcceptedRecipient to : mail.to()) {
            Lane lane = lane(found, to);
            long id = to.number() != 0 ? to.number() : tx.nextId(RECIPIENTS);
            rows.add(row(mail, to, lane, id, lifetime));
            telling.accepted(tx, mail, to, lane.sender(), id);
            if (to.suppressed()) {
                suppressed++;
            }
            steps.merge(lane.id(), step(mail, lane, to, lifetime), LaneStep::and);
        }
        tx.stage(stage, new NewMail(mail, rows, suppressed < rows.size()));
        steps.values().forEach(step -> tx.stage(stage, step));
        tx.stage(stage, new LedgerStep(mail.account().value(), rows.size(), 0, suppressed, 0, 0));
        if (!mail.account().equals(AccountId.PLATFORM)) {
            MailCounts.Part part = new MailCounts.Part();
            part.accepted = rows.size();
            tx.afterCommit(() -> counts.add(part));
        }
    }

    private static Lane lane(Map<LaneKey, Lane> lanes, AcceptedRecipient to) {
        Lane lane = lanes.get(LaneKey.of(to));
        if (lane == null) {
            throw new IllegalStateException("no lane for " + to);
        }
        return lane;
    }

    private static LaneStep step(
            AcceptedMessage mail, Lane lane, AcceptedRecipient to, long lifetime) {
        long at = mail.at().toEpochMilli();
        if (to.suppressed()) {
            return new LaneStep(lane.id(), 0, 0, 0, Lanes.NEVER, Lanes.NEVER, at);
        }
        long due = lane.clock(at) + lane.clockOffset();
        return new LaneStep(lane.id(), 1, 0, 0, due, due + lifetime, at);
    }

    private static @Nullable Object[] row(
            AcceptedMessage mail, AcceptedRecipient to, Lane lane, long id, long lifetime) {
        long due = lane.clock(mail.at().toEpochMilli());
        return new @Nullable Object[] {
            id,
            mail.id(),
            mail.account().value(),
            lane.id(),
            to.address(),
            to.domain(),
            (to.suppressed() ? RecipientState.BOUNCED : RecipientState.NEW).number(),
            due,
            due + lifetime,
            to.suppressed() ? "suppress" : "",
            to.suppressed() ? mail.at() : null,
            to.suppressed() ? SUPPRESSED : "",
            (to.suppressed() ? AnsweredBy.MAILYARD : AnsweredBy.UNKNOWN).number(),
            orNull(to.routed().routing()),
            to.routed().routing().isPresent() ? (long) to.routed().rule() : null,
            share(to.routed())
        };
    }

    static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static @Nullable Long share(RoutingDecision routed) {
        return routed.share().isPresent() ? (long) routed.share().getAsInt() : null;
    }

    /** Stores messages of a whole group: one batch for each table. */
    static void store(Tx tx, List<NewMail> mails) {
        List<@Nullable Object[]> messages = new ArrayList<>(mails.size());
        List<@Nullable Object[]> contents = new ArrayList<>(mails.size());
        List<@Nullable Object[]> recipients = new ArrayList<>(mails.size());
        for (NewMail one : mails) {
            AcceptedMessage mail = one.mail();
            messages.add(message(mail));
            if (one.open()) {
                contents.add(new @Nullable Object[] {mail.id(), mail.content()});
            }
            recipients.addAll(one.rows());
        }
        tx.updateAll(MESSAGE, messages);
        tx.updateAll(CONTENT, contents);
        tx.updateAll(RECIPIENT, recipients);
    }

    private static @Nullable Object[] message(AcceptedMessage mail) {
        return new @Nullable Object[] {
            mail.id(),
            mail.account().value(),
            mail.source(),
            mail.submitter(),
            mail.envelopeFrom(),
            mail.headerFrom(),
            mail.subject(),
            mail.headerId(),
            mail.campaignId(),
            mail.groupId(),
            mail.vsender().orElse(null),
            (long) mail.content().length,
            (long) mail.to().size(),
            mail.at(),
            mail.passedOn()
        };
    }
}
