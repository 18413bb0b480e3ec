package io.mailyard.messages;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.db.Tx;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.messages.SqlDsnStore.OriginalMessage;
import io.mailyard.mime.Address;
import io.mailyard.mime.DeliveryStatus;
import io.mailyard.mime.DeliveryStatus.FailedRecipient;
import io.mailyard.mime.DeliveryStatusComposer;
import io.mailyard.outcomes.Undelivered;
import io.mailyard.outcomes.UndeliveredListener;
import io.mailyard.policies.Isps;
import io.mailyard.queue.Queue;
import io.mailyard.suppressions.Suppressions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Delivery status notifications (RFC 3464): mail to the envelope sender of undelivered mail,
 * accepted in the transaction that finishes the recipients. Sent with the null reverse path by the
 * account's sender; none is ever sent about another.
 */
public final class Dsns implements UndeliveredListener {
    /** Value of {@code messages.source}. */
    private static final String SOURCE = AcceptedMessage.DSN;

    /** RFC 3463: delivery time expired; used if no host gave a code. */
    private static final String EXPIRED = "4.4.7";

    /** RFC 3463: other or undefined, permanent. */
    private static final String REFUSED = "5.0.0";

    /** RFC 3463: delivery not authorized, message refused; used for our own refusals. */
    private static final String SUPPRESSED = "5.7.1";

    private static final String SUPPRESSED_TEXT =
            "not sent: the address is suppressed, since mail to it failed before or is not wanted";

    /** Recipients per notification: some 200 bytes each, twice. More go into another one. */
    private static final int MOST_RECIPIENTS = 500;

    private static final Pattern ENHANCED =
            Pattern.compile("[245][0-9]{2}[ -]([245])(\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9.]).*");

    private final DsnConfig config;
    private final String name;
    private final Queue queue;
    private final Isps isps;
    private final Suppressions suppressions;
    private final InstantSource clock;
    private final SqlDsnStore store = new SqlDsnStore();
    private final SqlAccountFacts facts = new SqlAccountFacts();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong withheld = new AtomicLong();

    /**
     * @param name host name of this server, which reports
     */
    public Dsns(
            DsnConfig config,
            String name,
            Accounts accounts,
            Queue queue,
            Isps isps,
            Suppressions suppressions,
            InstantSource clock) {
        this.config = config;
        this.name = name;
        this.queue = queue;
        this.isps = isps;
        this.suppressions = suppressions;
        this.clock = clock;
        accounts.dependent(store);
        if (config.mail()) {
            queue.onUndelivered(this);
        }
    }

    /** Notifications sent since start, for metrics. */
    public long sent() {
        return sent.get();
    }

    /** Notifications not sent because of the limit since start, for metrics. */
    public long withheld() {
        return withheld.get();
    }

    @Override
    public void undelivered(Tx tx, List<Undelivered> recipients) {
        Map<Long, List<Undelivered>> byMessage = new LinkedHashMap<>();
        recipients.forEach(undelivered ->
                byMessage
                        .computeIfAbsent(undelivered.message(), _ -> new ArrayList<>())
                        .add(undelivered));
        byMessage.forEach((message, undelivereds) -> {
            AccountId account = undelivereds.getFirst().account();
            store.original(tx, account, message)
                    .ifPresent(about ->
                            send(
                                    tx,
                                    account,
                                    about,
                                    undelivereds.stream().map(Dsns::failed).toList()));
        });
    }

    /** Notifies about suppressed recipients of a message. */
    void notifySuppressed(Tx tx, AcceptedMessage message) {
        List<FailedRecipient> failed =
                message.recipients().stream()
                        .filter(AcceptedRecipient::suppressed)
                        .map(recipient ->
                                new FailedRecipient(
                                        recipient.address(),
                                        SUPPRESSED,
                                        "",
                                        SUPPRESSED_TEXT,
                                        true,
                                        message.acceptedAt()))
                        .toList();
        if (config.mail() && !failed.isEmpty()) {
            OriginalMessage about =
                    new OriginalMessage(
                            message.source(),
                            message.envelopeFrom(),
                            message.acceptedAt(),
                            message.content(),
                            message.trace());
            send(tx, message.account(), about, failed);
        }
    }

    private static FailedRecipient failed(Undelivered undelivered) {
        return new FailedRecipient(
                undelivered.address(),
                status(undelivered.answer(), undelivered.expired()),
                undelivered.host(),
                undelivered.answer(),
                undelivered.answeredBy() == AnsweredBy.MAILYARD,
                undelivered.at());
    }

    /** The host's code if it matches: a refusal is permanent in any case. */
    private static String status(String answer, boolean expired) {
        Matcher code = ENHANCED.matcher(answer);
        if (code.matches()
                && (code.group(1).equals("5") || (expired && code.group(1).equals("4")))) {
            return code.group(1) + code.group(2);
        }
        return expired ? EXPIRED : REFUSED;
    }

    private void send(
            Tx tx, AccountId account, OriginalMessage about, List<FailedRecipient> failed) {
        Optional<Address> to = sender(about);
        if (to.isEmpty()) {
            return;
        }
        Optional<AccountFacts> found = facts.find(tx, account);
        if (found.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long hour = now.toEpochMilli() / Duration.ofHours(1).toMillis();
        for (int from = 0; from < failed.size(); from += MOST_RECIPIENTS) {
            if (!store.countOne(tx, account, hour, config.perHour())) {
                tx.afterCommit(withheld::incrementAndGet);
                return;
            }
            List<FailedRecipient> part =
                    failed.subList(from, Math.min(failed.size(), from + MOST_RECIPIENTS));
            accept(tx, account, found.get(), to.get(), about, part, now);
            tx.afterCommit(sent::incrementAndGet);
        }
    }

    /** The address to notify; none about a notification, or if the address cannot receive mail. */
    private static Optional<Address> sender(OriginalMessage about) {
        if (about.source().equals(SOURCE) || about.envelopeFrom().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(about.envelopeFrom()));
        } catch (IllegalArgumentException unwritable) {
            return Optional.empty();
        }
    }

    private void accept(
            Tx tx,
            AccountId account,
            AccountFacts sending,
            Address to,
            OriginalMessage about,
            List<FailedRecipient> failed,
            Instant now) {
        long id = queue.nextMessageId(tx);
        DeliveryStatus status =
                new DeliveryStatus(
                        name,
                        to,
                        "dsn." + id + "." + now.toEpochMilli() + "@" + name,
                        now,
                        about.acceptedAt(),
                        failed,
                        about.content());
        String address = to.toString();
        boolean unwanted = !suppressions.among(tx, account, List.of(address)).isEmpty();
        queue.accept(
                tx,
                new AcceptedMessage(
                        id,
                        account,
                        SOURCE,
                        SOURCE,
                        "",
                        status.from(),
                        DeliveryStatus.SUBJECT,
                        status.messageId(),
                        0,
                        0,
                        Optional.empty(),
                        DeliveryStatusComposer.compose(status),
                        false,
                        now,
                        List.of(
                                new AcceptedRecipient(
                                        address,
                                        to.domain(),
                                        isps.of(to.domain()),
                                        sending.sender(),
                                        unwanted)),
                        about.trace()));
    }
}
