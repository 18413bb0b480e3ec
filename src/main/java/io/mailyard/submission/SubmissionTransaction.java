package io.mailyard.submission;

import io.mailyard.mime.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope in the making: from MAIL to the end of DATA or RSET. */
final class SubmissionTransaction {
    private static final String MAIL_PARAMETERS = "SIZE BODY SMTPUTF8 AUTH";

    private final int maxSize;
    private final int maxRecipients;
    private @Nullable String sender;
    private boolean utf8;
    private long declared;
    private final List<Address> recipients = new ArrayList<>();

    SubmissionTransaction(int maxSize, int maxRecipients) {
        this.maxSize = maxSize;
        this.maxRecipients = maxRecipients;
    }

    boolean begun() {
        return sender != null;
    }

    /** The reverse path; empty for a bounce, and where none was given. */
    String sender() {
        String given = sender;
        return given == null ? "" : given;
    }

    boolean utf8() {
        return utf8;
    }

    /** The size that MAIL told; 0: none. */
    long declared() {
        return declared;
    }

    List<Address> recipients() {
        return List.copyOf(recipients);
    }

    void reset() {
        sender = null;
        utf8 = false;
        declared = 0;
        recipients.clear();
    }

    SubmissionReply mail(String argument) {
        PathLine line;
        try {
            line = PathLine.parse("FROM", argument);
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(501, "5.5.4 " + bad.getMessage());
        }
        boolean smtpUtf8 = line.parameters().containsKey("SMTPUTF8");
        for (String name : line.parameters().keySet()) {
            SubmissionReply refusal = refused(name, line.parameters().getOrDefault(name, ""));
            if (refusal != null) {
                return refusal;
            }
        }
        if (!line.address().isEmpty()) {
            try {
                Address address = Address.parse(line.address());
                if (beyondAscii(line.address()) && !smtpUtf8) {
                    return SubmissionReply.of(550, "5.6.7 such an address needs SMTPUTF8");
                }
                sender = address.toString();
            } catch (IllegalArgumentException bad) {
                return SubmissionReply.of(553, "5.1.7 " + bad.getMessage());
            }
        } else {
            sender = "";
        }
        utf8 = smtpUtf8;
        declared = Long.parseLong(line.parameters().getOrDefault("SIZE", "0"));
        return SubmissionReply.of(250, "2.1.0 sender taken");
    }

    private @Nullable SubmissionReply refused(String name, String value) {
        return switch (name) {
            case "SIZE" -> size(value);
            case "BODY" ->
                    value.equalsIgnoreCase("7BIT") || value.equalsIgnoreCase("8BITMIME")
                            ? null
                            : SubmissionReply.of(501, "5.5.4 BODY is 7BIT or 8BITMIME");
            case "SMTPUTF8" ->
                    value.isEmpty() ? null : SubmissionReply.of(501, "5.5.4 SMTPUTF8 has no value");
            case "AUTH" -> null;
            default ->
                    SubmissionReply.of(
                            555, "5.5.4 MAIL takes " + MAIL_PARAMETERS + " and no other");
        };
    }

    private @Nullable SubmissionReply size(String value) {
        if (!value.matches("[0-9]{1,20}")) {
            return SubmissionReply.of(501, "5.5.4 SIZE is a number of octets");
        }
        boolean fits = value.length() < 11 && Long.parseLong(value) <= maxSize;
        return fits
                ? null
                : SubmissionReply.of(
                        552, "5.3.4 the message is larger than " + maxSize + " octets");
    }

    SubmissionReply recipient(String argument) {
        PathLine line;
        try {
            line = PathLine.parse("TO", argument);
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(501, "5.5.4 " + bad.getMessage());
        }
        if (!line.parameters().isEmpty()) {
            return SubmissionReply.of(555, "5.5.4 RCPT takes no parameters");
        }
        if (recipients.size() >= maxRecipients) {
            return SubmissionReply.of(
                    452, "4.5.3 no more than " + maxRecipients + " recipients of a message");
        }
        try {
            Address address = Address.parse(line.address());
            if (beyondAscii(line.address()) && !utf8) {
                return SubmissionReply.of(553, "5.6.7 such an address needs SMTPUTF8");
            }
            recipients.add(address);
            return SubmissionReply.of(250, "2.1.5 recipient taken");
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(553, "5.1.3 " + bad.getMessage());
        }
    }

    private static boolean beyondAscii(String text) {
        return text.chars().anyMatch(c -> c > 126);
    }
}
