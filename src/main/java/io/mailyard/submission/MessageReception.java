package io.mailyard.submission;

import io.mailyard.base.Retryable;
import io.mailyard.messages.AcceptanceResult;
import io.mailyard.messages.MessageIntake;
import io.mailyard.messages.Submission;
import io.mailyard.mime.PreparedMessage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives a message from DATA on: reads it, prepares it and passes it to the {@link
 * MessageIntake}.
 */
final class MessageReception {
    private static final Logger LOG = LoggerFactory.getLogger(MessageReception.class);

    /** Maximum hops: RFC 5321 section 6.3 requires at least 100; no real path is half as long. */
    private static final int MOST_HOPS = 50;

    /** Minimum rate; a slower client is disconnected after the time that any may be silent. */
    private static final long LEAST_OCTETS_PER_SECOND = 8 * 1024;

    private final SubmissionConfig config;
    private final String name;
    private final MessageIntake intake;
    private final SubmissionSignIn signIn;
    private final ReceptionMemory memory;
    private final InstantSource clock;
    private final SubmissionCounts counts;
    private final AtomicLong number = new AtomicLong();
    private final String start;

    MessageReception(
            SubmissionConfig config,
            String name,
            MessageIntake intake,
            SubmissionSignIn signIn,
            InstantSource clock,
            SubmissionCounts counts) {
        this.config = config;
        this.name = name;
        this.intake = intake;
        this.signIn = signIn;
        this.memory = new ReceptionMemory(config.maxMemory(), config.largestInMemory());
        this.clock = clock;
        this.counts = counts;
        this.start = Long.toString(clock.millis(), 36);
    }

    /** The submitting client. */
    record SubmittingClient(
            String helo,
            String address,
            boolean extended,
            boolean tls,
            SubmissionIdentity identity) {}

    /** Why no message may be started; empty if it may. */
    Optional<SubmissionReply> refusal(SubmissionIdentity identity) {
        try {
            if (intake.isUnavailable()) {
                return Optional.of(Refusals.TRY_LATER);
            }
            return signIn.refusal(identity);
        } catch (RuntimeException failed) {
            return Optional.of(storeUnavailable(failed));
        }
    }

    /** Why the account must not use an envelope sender; empty if it may. */
    Optional<SubmissionReply> refusedSender(SubmissionIdentity identity, String address) {
        try {
            return intake.refusedSender(identity.account(), address).map(Refusals::domain);
        } catch (RuntimeException failed) {
            return Optional.of(storeUnavailable(failed));
        }
    }

    /** The account of a trusted host. */
    Optional<SubmissionIdentity> identity(String account) {
        return signIn.ofAccount(account);
    }

    /** Receives a message after DATA. */
    SubmissionReply take(
            ClientConnection connection, SubmittingClient client, SubmissionTransaction transaction)
            throws IOException {
        connection.send(SubmissionReply.of(354, "go on; end with a dot on a line by itself"));
        connection.input().widen();
        SubmissionReply reply;
        ArrivalRate rate = new ArrivalRate(transaction.declared());
        try (ReceptionMemory.MemoryShare share =
                memory.share(
                        client.identity().account(),
                        rate,
                        () -> connection.closeNow(Refusals.TOO_SLOW))) {
            long limit = System.nanoTime() + config.timeout().toNanos();
            DataReader.ProgressListener pace =
                    octets -> {
                        rate.arrived(octets);
                        connection.awaitData(
                                limit
                                        - System.nanoTime()
                                        + octets * 1_000_000_000L / LEAST_OCTETS_PER_SECOND);
                    };
            pace.arrived(0);
            try (DataReader reader =
                    new DataReader(
                            connection.input(),
                            config.maxSize(),
                            transaction.declared(),
                            share,
                            pace)) {
                reply =
                        switch (reader.read()) {
                            case DataReader.ReadResult.FaultyData(
                                            DataReader.DataFault fault,
                                            boolean bare) -> {
                                SubmissionReply refusal = Refusals.of(fault, config.maxSize());
                                yield bare ? refusal.closing() : refusal;
                            }
                            case DataReader.ReadResult.Message message -> {
                                share.complete();
                                yield stored(connection, client, transaction, message);
                            }
                        };
            }
        }
        (reply.code() == 250 ? counts.accepted : counts.refused).increment();
        return reply;
    }

    private SubmissionReply stored(
            ClientConnection connection,
            SubmittingClient client,
            SubmissionTransaction transaction,
            DataReader.ReadResult.Message read) {
        connection.storing(true);
        try {
            return handed(client, transaction, read);
        } catch (RuntimeException failed) {
            return storeUnavailable(failed);
        } finally {
            connection.storing(false);
        }
    }

    private SubmissionReply handed(
            SubmittingClient client,
            SubmissionTransaction transaction,
            DataReader.ReadResult.Message read) {
        PreparedMessage message;
        Submission.MessageTags marks;
        try {
            message =
                    PreparedMessage.of(
                            read.header(),
                            read.body(),
                            new PreparedMessage.Additions(
                                    received(client, transaction),
                                    transaction.sender(),
                                    name,
                                    clock.instant()));
            marks = Submission.MessageTags.of(message.marks());
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(550, "5.6.0 " + bad.getMessage());
        }
        if (message.received() > MOST_HOPS) {
            return Refusals.LOOP;
        }
        AcceptanceResult verdict =
                intake.accept(
                        new Submission(
                                client.identity().account(),
                                Submission.SubmissionSource.SMTP,
                                client.identity().name(),
                                transaction.sender(),
                                transaction.recipients(),
                                message,
                                marks));
        return switch (verdict) {
            case AcceptanceResult.MessageAccepted taken ->
                    SubmissionReply.of(
                            250,
                            "2.0.0 accepted as "
                                    + taken.messageId()
                                    + " for "
                                    + taken.recipients());
            case AcceptanceResult.MessageRefused refused -> Refusals.of(refused);
        };
    }

    /**
     * The Received field (RFC 5321 section 4.4); the protocol after "with" is of RFC 3848 and RFC
     * 6531.
     */
    private String received(SubmittingClient client, SubmissionTransaction transaction) {
        boolean signedIn = !client.identity().trusted();
        String with =
                (transaction.utf8() ? "UTF8SMTP" : client.extended() ? "ESMTP" : "SMTP")
                        + (client.tls() ? "S" : "")
                        + (signedIn ? "A" : "");
        String literal = client.address().contains(":") ? "IPv6:" : "";
        int zone = client.address().indexOf('%');
        String address = zone < 0 ? client.address() : client.address().substring(0, zone);
        return "Received: from "
                + client.helo()
                + " (["
                + literal
                + address
                + "])\r\n\tby "
                + name
                + " with "
                + with
                + " id "
                + start
                + "."
                + number.incrementAndGet()
                + ";\r\n\t"
                + PreparedMessage.date(clock.instant());
    }

    /** The reply if the store is full or fails; the client keeps its mail. */
    private static SubmissionReply storeUnavailable(RuntimeException failed) {
        Optional<String> busy = Retryable.detail(failed);
        if (busy.isEmpty()) {
            LOG.error("a message could not be accepted", failed);
            return Refusals.STORE_UNAVAILABLE;
        }
        LOG.warn("a message could not be accepted: {}", busy.get());
        return Retryable.full(failed) ? Refusals.STORE_FULL : Refusals.STORE_UNAVAILABLE;
    }
}
