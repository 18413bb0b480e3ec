package io.mailyard.smtp;

/** Outcome of one recipient. */
public sealed interface RecipientOutcome {
    /** The host accepted the message. */
    record RecipientAccepted(SmtpReply reply) implements RecipientOutcome {}

    /** Temporary refusal (4yz). */
    record RecipientDeferred(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /** Permanent refusal (5yz). */
    record RecipientRefused(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /**
     * The host lacks an extension the message needs: it was not asked, and the reply is our own.
     */
    record Unsendable(SmtpReply reply) implements RecipientOutcome {}

    /**
     * The host closed the connection with 421 in reply to another recipient of the transaction, so
     * this one got no reply of its own (RFC 5321 section 3.8).
     */
    record TransactionLost(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /** No valid reply arrived. */
    record ConnectionLost(SmtpStage stage, String reason) implements RecipientOutcome {}

    /**
     * Stopped by the {@link DataGate}: the host did not get the message, or was told to discard it.
     */
    record NotSent() implements RecipientOutcome {}

    /** Text for operators. */
    default String text() {
        return switch (this) {
            case RecipientAccepted accepted -> accepted.reply().toString();
            case RecipientDeferred deferred -> deferred.reply() + " (" + deferred.stage() + ")";
            case RecipientRefused refused -> refused.reply() + " (" + refused.stage() + ")";
            case TransactionLost lost ->
                    lost.reply() + " (" + lost.stage() + " of another recipient)";
            case Unsendable unsendable -> unsendable.reply().toString();
            case ConnectionLost lost -> lost.reason() + " (" + lost.stage() + ")";
            case NotSent notSent -> "held back before DATA";
        };
    }

    /** Whether an idle connection ended at MAIL: by silence, or by 421. */
    default boolean isLostBeforeMessage() {
        return switch (this) {
            case ConnectionLost lost -> lost.stage() == SmtpStage.MAIL;
            case RecipientDeferred deferred ->
                    deferred.reply().code() == 421 && deferred.stage() == SmtpStage.MAIL;
            case RecipientAccepted _,
                    RecipientRefused _,
                    Unsendable _,
                    TransactionLost _,
                    NotSent _ ->
                    false;
        };
    }

    /** Whether the connection was lost after MAIL: by silence, or by 421 (RFC 5321 section 3.8). */
    default boolean isLostInTransaction() {
        return switch (this) {
            case ConnectionLost lost -> lost.stage().compareTo(SmtpStage.MAIL) > 0;
            case RecipientDeferred deferred ->
                    deferred.reply().code() == 421
                            && deferred.stage().compareTo(SmtpStage.MAIL) > 0;
            case TransactionLost _ -> true;
            case RecipientAccepted _, RecipientRefused _, Unsendable _, NotSent _ -> false;
        };
    }

    /** The outcome of a negative or unexpected reply. */
    static RecipientOutcome of(SmtpStage stage, SmtpReply reply) {
        return switch (reply.kind()) {
            case 4 -> new RecipientDeferred(stage, reply);
            case 5 -> new RecipientRefused(stage, reply);
            default -> new ConnectionLost(stage, "unexpected answer: " + reply);
        };
    }
}
