package io.mailyard.smtp;

/** What became of one recipient. */
public sealed interface Outcome {
    /** The host has taken the message. */
    record Accepted(SmtpReply reply) implements Outcome {}

    /** Not now (4yz): the same may be taken later. */
    record Deferred(Stage stage, SmtpReply reply) implements Outcome {}

    /** No (5yz). */
    record Refused(Stage stage, SmtpReply reply) implements Outcome {}

    /** The host lacks what the message needs: it was not asked, and these words are our own. */
    record Unfit(SmtpReply ours) implements Outcome {}

    /**
     * The host ended the connection by 421, which it answered to another recipient of the
     * transaction: this one got no answer of its own (RFC 5321 section 3.8).
     */
    record Interrupted(Stage stage, SmtpReply reply) implements Outcome {}

    /** There was no answer that could be understood. */
    record Broken(Stage stage, String reason) implements Outcome {}

    /** Held back by the {@link DataGate}: the host was not told of the message, or to forget it. */
    record Withheld() implements Outcome {}

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
    static Outcome of(Stage stage, SmtpReply reply) {
        return switch (reply.kind()) {
            case 4 -> new Deferred(stage, reply);
            case 5 -> new Refused(stage, reply);
            default -> new Broken(stage, "unexpected answer: " + reply);
        };
    }
}
