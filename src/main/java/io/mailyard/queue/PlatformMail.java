package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.StagedChange;
import io.mailyard.mime.Composer;
import io.mailyard.mime.OwnMail;
import io.mailyard.notices.NoticeQueue;
import io.mailyard.policies.Isps;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The platform's own mail in the queue: by the sender {@link SenderId#PLATFORM}, of {@link
 * AccountId#PLATFORM} or of the negative number of the account that it concerns, all of which are
 * in no table. By that number leases and connections are shared, so that one account's notices
 * never keep another's waiting. No list, count, state, tariff or domains policy is about it, and
 * its numbers are negative, so that they are none of tenants' messages. Each notice has lanes of
 * its own, told apart by its number as the campaign, so that one can be withdrawn.
 */
public final class PlatformMail implements NoticeQueue {
    /** Below the first number: ascending like all numbers, and far from those of tenants' mail. */
    private static final long BELOW = -(1L << 62);

    /** As {@code messages.source} and {@code submitter} have it. */
    private static final String SOURCE = "http";

    private static final String SUBMITTER = "platform";

    private static final String WAITING =
            """
            SELECT count(*) FROM (SELECT 1 FROM lanes
            WHERE sender_id = ? AND fresh + retry + proc > 0 LIMIT 1) AS some_lane
            """;

    private final MessageWriter messages;
    private final GroupStage<StagedChange> stage;
    private final Isps isps;
    private final InstantSource clock;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    PlatformMail(
            MessageWriter messages,
            GroupStage<StagedChange> stage,
            Isps isps,
            InstantSource clock) {
        this.messages = messages;
        this.stage = stage;
        this.isps = isps;
        this.clock = clock;
    }

    /** Runs after each commit that puts some of it into the queue; quick. */
    public void onAdded(Runnable listener) {
        watchers.add(listener);
    }

    /** Whether any of it waits, or is under way. */
    public static boolean isWaiting(Tx tx) {
        return tx.number(WAITING, SenderId.PLATFORM.value()) > 0;
    }

    @Override
    public void add(Tx tx, long notice, AccountId concerns, OwnMail mail, Duration lifetime) {
        Instant now = clock.instant();
        String domain = DomainName.normal(mail.to().domain());
        AcceptedRecipient recipient =
                new AcceptedRecipient(
                        mail.to().address(),
                        domain,
                        isps.of(domain),
                        BELOW + tx.nextId("platform_recipients"),
                        RoutingDecision.direct(Optional.of(SenderId.PLATFORM)),
                        false);
        messages.accept(
                tx,
                new AcceptedMessage(
                        BELOW + tx.nextId("platform_messages"),
                        new AccountId(-concerns.value()),
                        SOURCE,
                        SUBMITTER,
                        mail.from().address(),
                        mail.from().address(),
                        mail.subject(),
                        mail.messageId(),
                        notice,
                        0,
                        Optional.empty(),
                        Composer.compose(mail),
                        now,
                        List.of(recipient)),
                lifetime.toMillis());
        tx.afterCommit(() -> watchers.forEach(Runnable::run));
    }

    @Override
    public void withdraw(Tx tx, long notice) {
        QueueScope scope =
                new QueueScope(
                        OptionalLong.of(SenderId.PLATFORM.value()),
                        OptionalLong.empty(),
                        OptionalLong.of(notice),
                        "");
        tx.stage(stage, new StagedChange.PurgeScope(scope));
    }
}
