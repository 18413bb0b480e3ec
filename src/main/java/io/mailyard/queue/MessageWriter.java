package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.Lane;
import io.mailyard.lanes.LaneKey;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.lanes.StagedChange.NewMail;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.MailCounts;
import io.mailyard.outcomes.MessageContents;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Stores accepted messages: rows of {@code messages}, {@code contents} and {@code recipients}. */
final class MessageWriter {
    private static final String MESSAGE =
            "INSERT INTO messages (id, account_id, source, submitter, envelope_from, header_from, subject,"
                    + " header_id, campaign_id, group_id, vsender_id, size, recipients, accepted_at,"
                    + " passed_on, trace_id)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String RECIPIENT =
            "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain, state, due_at, expires_at,"
                    + " attempts, session_id, tied_node, tied_ip, tied_version, kind, ended_at, ip, host, answer,"
                    + " answered_by, routing_id, rule, share)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, NULL, 0, ?, ?, '', '', ?, ?, ?, ?, ?)";

    /** Sequence of the ids. */
    static final String RECIPIENTS = "recipients";

    private static final String SUPPRESSED = "the address is suppressed";

    private final Lanes lanes;
    private final GroupStage<StagedChange> stage;
    private final DeliveryEventListener events;
    private final MailCounts counts;
    private final long lifetime;

    MessageWriter(
            Lanes lanes,
            GroupStage<StagedChange> stage,
            DeliveryEventListener events,
            MailCounts counts,
            Duration lifetime) {
        this.lanes = lanes;
        this.stage = stage;
        this.events = events;
        this.counts = counts;
        this.lifetime = lifetime.toMillis();
    }

    void accept(Tx tx, AcceptedMessage mail) {
        accept(tx, mail, lifetime);
    }

    /**
     * Accepts mail that is tried for a time of its own.
     *
     * @param lifetime how long it is tried, in milliseconds
     */
    void accept(Tx tx, AcceptedMessage mail, long lifetime) {
        Map<LaneKey, Lane> found = lanes.of(tx, mail);
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        Map<StatisticsKey, LedgerStep> ledger = new LinkedHashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>(mail.recipients().size());
        long suppressed = 0;
        for (AcceptedRecipient recipient : mail.recipients()) {
            Lane lane = lane(found, recipient);
            long id = recipient.number() != 0 ? recipient.number() : tx.nextId(RECIPIENTS);
            rows.add(row(mail, recipient, lane, id, lifetime));
            events.accepted(tx, mail, recipient, lane.sender(), id);
            if (recipient.suppressed()) {
                suppressed++;
            }
            steps.merge(lane.id(), step(mail, lane, recipient, lifetime), LaneStep::plus);
            count(ledger, mail, recipient, lane);
        }
        tx.stage(stage, new NewMail(mail, rows, suppressed < rows.size()));
        steps.values().forEach(step -> tx.stage(stage, step));
        ledger.values().forEach(step -> tx.stage(stage, step));
        if (!AccountId.isPlatform(mail.account().value())) {
            MailCounts.BatchCounts part = new MailCounts.BatchCounts();
            part.accepted = rows.size();
            tx.afterCommit(() -> counts.add(part));
        }
    }

    private static void count(
            Map<StatisticsKey, LedgerStep> ledger,
            AcceptedMessage mail,
            AcceptedRecipient recipient,
            Lane lane) {
        StatisticsKey key =
                StatisticsKey.of(
                        mail.acceptedAt(), mail.account().value(), lane.sender(), lane.isp());
        StatisticsCounts counts =
                ledger.computeIfAbsent(key, _ -> new LedgerStep(key, new StatisticsCounts()))
                        .counts();
        counts.add(StatisticsFigure.ACCEPTED, 1)
                .add(StatisticsFigure.COUNTED, mail.isDsn() ? 0 : 1)
                .add(StatisticsFigure.BYTES, mail.content().length);
        if (recipient.suppressed()) {
            counts.add(StatisticsFigure.SUPPRESSED, 1);
        }
    }

    private static Lane lane(Map<LaneKey, Lane> lanes, AcceptedRecipient recipient) {
        Lane lane = lanes.get(LaneKey.of(recipient));
        if (lane == null) {
            throw new IllegalStateException("no lane for " + recipient);
        }
        return lane;
    }

    private static LaneStep step(
            AcceptedMessage mail, Lane lane, AcceptedRecipient recipient, long lifetime) {
        long at = mail.acceptedAt().toEpochMilli();
        if (recipient.suppressed()) {
            return new LaneStep(lane.id(), 0, 0, 0, Lanes.NEVER, Lanes.NEVER, at);
        }
        long due = lane.clock(at) + lane.clockOffset();
        return new LaneStep(lane.id(), 1, 0, 0, due, due + lifetime, at);
    }

    private static @Nullable Object[] row(
            AcceptedMessage mail, AcceptedRecipient recipient, Lane lane, long id, long lifetime) {
        long due = lane.clock(mail.acceptedAt().toEpochMilli());
        return new @Nullable Object[] {
            id,
            mail.id(),
            mail.account().value(),
            lane.id(),
            recipient.address(),
            recipient.domain(),
            (recipient.suppressed() ? RecipientState.BOUNCED : RecipientState.NEW).number(),
            due,
            due + lifetime,
            recipient.suppressed() ? "suppress" : "",
            recipient.suppressed() ? mail.acceptedAt() : null,
            recipient.suppressed() ? SUPPRESSED : "",
            (recipient.suppressed() ? AnsweredBy.MAILYARD : AnsweredBy.UNKNOWN).number(),
            orNull(recipient.routing().routing()),
            recipient.routing().routing().isPresent() ? (long) recipient.routing().rule() : null,
            share(recipient.routing())
        };
    }

    static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static @Nullable Long share(RoutingDecision decision) {
        return decision.share().isPresent() ? (long) decision.share().getAsInt() : null;
    }

    /** Stores the messages of a whole group in one batch per table. */
    static void store(Tx tx, List<NewMail> mails) {
        List<@Nullable Object[]> messages = new ArrayList<>(mails.size());
        List<MessageContents.AcceptedContent> contents = new ArrayList<>(mails.size());
        List<@Nullable Object[]> recipients = new ArrayList<>(mails.size());
        for (NewMail newMail : mails) {
            AcceptedMessage mail = newMail.mail();
            messages.add(message(mail));
            if (newMail.open()) {
                contents.add(new MessageContents.AcceptedContent(mail.id(), mail.content()));
            }
            recipients.addAll(newMail.rows());
        }
        tx.updateAll(MESSAGE, messages);
        MessageContents.store(tx, contents);
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
            (long) mail.recipients().size(),
            mail.acceptedAt(),
            mail.passedOn(),
            mail.trace().octets()
        };
    }
}
