package io.mailyard.submission;

import io.mailyard.messages.Verdict;
import io.mailyard.submission.DataReader.Fault;

/** How refusals of mail are told (RFC 3463 for the status codes). */
final class Refusals {
    static final Reply FROZEN = Reply.of(451, "4.7.1 the account is frozen: try again later");
    static final Reply CLOSED = Reply.of(550, "5.7.1 the account does not send mail");
    static final Reply STORE_AWAY =
            Reply.of(451, "4.3.0 mail cannot be stored now: try again later");
    static final Reply STORE_FULL =
            Reply.of(452, "4.3.1 there is no room for mail: try again later");
    static final Reply TOO_SLOW =
            Reply.of(
                    421, "4.3.1 the message arrives too slowly while others wait: try again later");
    static final Reply LOOP =
            Reply.of(554, "5.4.6 the message has passed too many hosts: it goes in circles");

    static final Reply NOT_NOW =
            Reply.of(451, "4.3.2 no mail is accepted at the moment: try again later");

    private Refusals() {}

    static Reply of(Verdict.Refused refused) {
        return switch (refused.reason()) {
            case FROZEN -> FROZEN;
            case INACTIVE, DELETED -> CLOSED;
            case TOO_FAST -> Reply.of(452, "4.7.0 " + refused.text());
            case PLATFORM_STOPPED -> NOT_NOW;
            case LIMIT_REACHED -> Reply.of(452, "4.5.3 " + refused.text());
            case NO_VIRTUAL_SENDER -> Reply.of(550, "5.7.1 X-Virtual-Sender: " + refused.text());
            case DOMAIN -> domain(refused.text());
            case NO_RECIPIENTS -> Reply.of(554, "5.5.1 " + refused.text());
        };
    }

    /** A domain that the account may not write as. */
    static Reply domain(String text) {
        return Reply.of(550, "5.7.1 " + text);
    }

    static Reply of(Fault fault, int maxSize) {
        return switch (fault) {
            case BARE ->
                    Reply.of(
                            550,
                            "5.6.11 the message holds a CR or LF that is not part of a CRLF; nothing was accepted");
            case NUL -> Reply.of(550, "5.6.0 the message holds a NUL; encode it");
            case LONG_LINE ->
                    Reply.of(
                            550,
                            "5.6.0 the message has a line of more than "
                                    + DataReader.MAX_LINE
                                    + " octets; encode it");
            case LONG_HEADER ->
                    Reply.of(
                            552,
                            "5.3.4 the header section is larger than "
                                    + DataReader.MAX_HEADER
                                    + " octets");
            case TOO_LARGE ->
                    Reply.of(552, "5.3.4 the message is larger than " + maxSize + " octets");
            case NO_MEMORY ->
                    Reply.of(452, "4.3.1 too many large messages at once: try again later");
        };
    }
}
