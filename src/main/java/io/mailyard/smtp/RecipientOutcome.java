package io.mailyard.smtp;

/** What became of one recipient. */
public sealed interface RecipientOutcome {
    /** The host has taken the message. */
    record Accepted(SmtpReply reply) implements RecipientOutcome {}

    /** Not now (4yz): the same may be taken later. */
    record Deferred(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /** No (5yz). */
    record Refused(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /** The host lacks what the message needs: it was not asked, and these words are our own. */
    record Unfit(SmtpReply ours) implements RecipientOutcome {}

    /**
     * The host ended the connection by 421, which it answered to another recipient of the
     * transaction: this one got no answer of its own (RFC 5321 section 3.8).
     */
    record Interrupted(SmtpStage stage, SmtpReply reply) implements RecipientOutcome {}

    /** There was no answer that could be understood. */
    record Broken(SmtpStage stage, String reason) implements RecipientOutcome {}

    /** Held back by the {@link DataGate}: the host was not told of the message, or to forget it. */
    record Withheld() implements RecipientOutcome {}

    /** How an operator reads it. */
    default String shown() {
        return switch (this) {
            case Accepted taken -> taken.reply().toString();
            case Deferred later -> later.reply() + " (" + later.stage() + ")";
            case Refused no -> no.reply() + " (" + no.stage() + ")";
            case Interrupted lost -> lost.reply() + " (" + lost.stage() + " of another recipient)";
            case Unfit unfit -> unfit.ours().toString();
            case Broken broken -> broken.reason() + " (" + broken.stage() + ")";
            case Withheld withheld -> "held back before DATA";
        };
    }

    /** What a reply that was not the one hoped for comes to. */
    static RecipientOutcome of(SmtpStage stage, SmtpReply reply) {
        return switch (reply.kind()) {
            case 4 -> new Deferred(stage, reply);
            case 5 -> new Refused(stage, reply);
            default -> new Broken(stage, "unexpected answer: " + reply);
        };
    }
}
