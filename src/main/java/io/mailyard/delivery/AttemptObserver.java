package io.mailyard.delivery;

import io.mailyard.base.AttemptDetails;
import io.mailyard.delivery.Classifier.Classification;
import io.mailyard.policies.BouncePattern;
import io.mailyard.smtp.Conversation;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpStage;
import java.util.Locale;
import java.util.Optional;

/** Collects the details of an attempt that its report carries. */
final class AttemptObserver {
    private AttemptObserver() {}

    /**
     * Details of an attempt that has ended.
     *
     * @param recording number of its recorded conversation; 0: none
     */
    static AttemptDetails details(
            Conversation conversation,
            RecipientOutcome outcome,
            Classification classified,
            long recording) {
        Optional<BouncePattern> pattern = classified.by();
        return new AttemptDetails(
                stage(outcome).map(stage -> stage.name().toLowerCase(Locale.ROOT)).orElse(""),
                bounceClass(classified.outcome()),
                pattern.map(BouncePattern::id).orElse(0L),
                pattern.map(BouncePattern::name).orElse(""),
                conversation.tls(),
                conversation.connectMillis(),
                conversation.answerMillis(),
                recording);
    }

    private static Optional<SmtpStage> stage(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.RecipientAccepted accepted -> Optional.of(SmtpStage.END);
            case RecipientOutcome.RecipientDeferred deferred -> Optional.of(deferred.stage());
            case RecipientOutcome.RecipientRefused refused -> Optional.of(refused.stage());
            case RecipientOutcome.TransactionLost lost -> Optional.of(lost.stage());
            case RecipientOutcome.ConnectionLost lost -> Optional.of(lost.stage());
            case RecipientOutcome.Unsendable _, RecipientOutcome.NotSent _ -> Optional.empty();
        };
    }

    private static String bounceClass(DeliveryReport.DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryReport.DeliveryOutcome.Bounced(boolean hard) -> hard ? "hard" : "bounce";
            case DeliveryReport.DeliveryOutcome.DeliveryDeferred _,
                    DeliveryReport.DeliveryOutcome.DeliveryExpired _ ->
                    "soft";
            case DeliveryReport.DeliveryOutcome.Delivered _,
                    DeliveryReport.DeliveryOutcome.Dropped _,
                    DeliveryReport.DeliveryOutcome.Requeued _ ->
                    "";
        };
    }
}
