package io.mailyard.submission;

import io.mailyard.messages.AcceptanceResult;
import io.mailyard.submission.DataReader.DataFault;

/** Replies for refused mail (status codes of RFC 3463). */
final class Refusals {
    static final SubmissionReply FROZEN =
            SubmissionReply.of(451, "4.7.1 the account is frozen: try again later");
    static final SubmissionReply CLOSED =
            SubmissionReply.of(550, "5.7.1 the account does not send mail");
    static final SubmissionReply STORE_UNAVAILABLE =
            SubmissionReply.of(451, "4.3.0 mail cannot be stored now: try again later");
    static final SubmissionReply STORE_FULL =
            SubmissionReply.of(452, "4.3.1 there is no room for mail: try again later");
    static final SubmissionReply TOO_SLOW =
            SubmissionReply.of(
                    421, "4.3.1 the message arrives too slowly while others wait: try again later");
    static final SubmissionReply LOOP =
            SubmissionReply.of(554, "5.4.6 the message has passed too many hosts: mail loop");

    static final SubmissionReply TRY_LATER =
            SubmissionReply.of(451, "4.3.2 no mail is accepted at the moment: try again later");

    private Refusals() {}

    static SubmissionReply of(AcceptanceResult.MessageRefused refused) {
        return switch (refused.reason()) {
            case FROZEN -> FROZEN;
            case INACTIVE, DELETED -> CLOSED;
            case TOO_FAST -> SubmissionReply.of(452, "4.7.0 " + refused.text());
            case PLATFORM_STOPPED -> TRY_LATER;
            case LIMIT_REACHED -> SubmissionReply.of(452, "4.5.3 " + refused.text());
            case NO_VIRTUAL_SENDER ->
                    SubmissionReply.of(550, "5.7.1 X-Virtual-Sender: " + refused.text());
            case DOMAIN -> domain(refused.text());
            case NO_RECIPIENTS -> SubmissionReply.of(554, "5.5.1 " + refused.text());
        };
    }

    /** Reply for a domain that the account must not use. */
    static SubmissionReply domain(String text) {
        return SubmissionReply.of(550, "5.7.1 " + text);
    }

    static SubmissionReply of(DataFault fault, int maxSize) {
        return switch (fault) {
            case BARE ->
                    SubmissionReply.of(
                            550,
                            "5.6.11 the message holds a CR or LF that is not part of a CRLF; nothing was accepted");
            case NUL -> SubmissionReply.of(550, "5.6.0 the message holds a NUL; encode it");
            case LONG_LINE ->
                    SubmissionReply.of(
                            550,
                            "5.6.0 the message has a line of more than "
                                    + DataReader.MAX_LINE
                                    + " octets; encode it");
            case LONG_HEADER ->
                    SubmissionReply.of(
                            552,
                            "5.3.4 the header section is larger than "
                                    + DataReader.MAX_HEADER
                                    + " octets");
            case TOO_LARGE ->
                    SubmissionReply.of(
                            552, "5.3.4 the message is larger than " + maxSize + " octets");
            case NO_MEMORY ->
                    SubmissionReply.of(
                            452, "4.3.1 too many large messages at once: try again later");
        };
    }
}
