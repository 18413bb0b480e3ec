package io.mailyard.agent;

import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryReport.RetryFrom;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.notices.RelayConfig;
import io.mailyard.stops.StopLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lease client of the platform's own mail. Unlike with tenants' mail, waits are no longer than
 * configured, a relay's refusal of our login is no word on the mail, and receipts are given only of
 * the stops that concern it.
 */
final class PlatformLeaseClient implements LeaseClient {
    /** The operator mends the configuration meanwhile. */
    private static final Duration UNTIL_MENDED = Duration.ofMinutes(5);

    /** RFC 4954 section 6: about the login, not about the mail. */
    private static final Pattern OF_LOGIN = Pattern.compile("53[0458]\\b.*", Pattern.DOTALL);

    private final LeaseClient leaseClient;
    private final StopLog stops;
    private final RelayConfig config;

    PlatformLeaseClient(LeaseClient leaseClient, StopLog stops, RelayConfig config) {
        this.leaseClient = leaseClient;
        this.stops = stops;
        this.config = config;
    }

    @Override
    public List<DeliveryTask> lease(LeaseCapacity capacity) {
        return leaseClient.lease(capacity);
    }

    @Override
    public byte[] content(long messageId) {
        return leaseClient.content(messageId);
    }

    @Override
    public boolean holds() {
        return leaseClient.holds();
    }

    @Override
    public void report(List<DeliveryReport> done) {
        leaseClient.report(done.stream().map(this::adapted).toList());
    }

    private DeliveryReport adapted(DeliveryReport report) {
        Duration longest = config.retry().longest();
        return switch (report.outcome()) {
            case DeliveryOutcome.DeliveryDeferred(Duration delay, RetryFrom tie, var lock) ->
                    report.with(
                            new DeliveryOutcome.DeliveryDeferred(
                                    shorter(delay, longest), tie, lock));
            case DeliveryOutcome.Bounced _
                    when config.hasRelay() && OF_LOGIN.matcher(report.answer()).matches() ->
                    report.with(
                            new DeliveryOutcome.DeliveryDeferred(
                                    shorter(UNTIL_MENDED, longest),
                                    RetryFrom.ANY_NODE,
                                    Optional.empty()));
            case DeliveryOutcome.Bounced _,
                    DeliveryOutcome.Delivered _,
                    DeliveryOutcome.DeliveryExpired _,
                    DeliveryOutcome.Dropped _,
                    DeliveryOutcome.Requeued _ ->
                    report;
        };
    }

    private static Duration shorter(Duration duration, Duration other) {
        return duration.compareTo(other) < 0 ? duration : other;
    }

    @Override
    public void receipt(StopReceipt receipt) {
        if (stops.isOfAll(receipt.stopSeq())) {
            leaseClient.receipt(receipt);
        }
    }
}
