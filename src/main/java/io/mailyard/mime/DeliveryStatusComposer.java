package io.mailyard.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Writes a {@link DeliveryStatus} as a {@code multipart/report} (RFC 6522): text for a person, the
 * fields of RFC 3464 for a program, and the header of the message.
 */
public final class DeliveryStatusComposer {
    /** Maximum size of the returned header, in whole fields. A header has some KiB. */
    private static final int MOST_HEADER = 64 * 1024;

    /** RFC 5322 section 2.1.1. */
    private static final int LONGEST_LINE = 998;

    private static final Pattern REPLY = Pattern.compile("[245][0-9]{2}(?: .*)?");

    private DeliveryStatusComposer() {}

    /** The message, with lines of CRLF, marked as an automatic reply (RFC 3834). */
    public static byte[] compose(DeliveryStatus status) {
        try {
            boolean utf8 = status.to().needsUtf8();
            MimeMessage message =
                    new Composer.ComposedMessage(
                            utf8 ? Composer.UTF8 : Composer.ASCII, status.messageId());
            message.setHeader("From", "Mail Delivery System <" + status.from() + ">");
            message.setHeader("To", "<" + status.to() + ">");
            message.setHeader("Subject", DeliveryStatus.SUBJECT);
            message.setHeader("Date", PreparedMessage.date(status.date()));
            message.setHeader("Auto-Submitted", "auto-replied");
            ReportMultipart report = new ReportMultipart();
            report.addBodyPart(Composer.part(words(status), "plain"));
            report.addBodyPart(part(fields(status), "message/delivery-status", "7bit"));
            byte[] header = header(status.original());
            report.addBodyPart(
                    part(
                            header,
                            "text/rfc822-headers",
                            plain(header) ? "7bit" : "quoted-printable"));
            message.setContent(report);
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + 4096);
            message.writeTo(out);
            return out.toByteArray();
        } catch (MessagingException ours) {
            throw new IllegalStateException("a delivery status cannot be composed", ours);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static final class ReportMultipart extends MimeMultipart {
        ReportMultipart() throws MessagingException {
            super("report");
            ContentType type = new ContentType(getContentType());
            type.setParameter("report-type", "delivery-status");
            contentType = type.toString();
        }
    }

    private static MimeBodyPart part(byte[] content, String type, String encoding)
            throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(content, type)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", encoding);
        return part;
    }

    private static String words(DeliveryStatus status) {
        StringBuilder words =
                new StringBuilder("This is the mail system at ")
                        .append(status.reportingMta())
                        .append(
                                ".\n\nA message from you could not be delivered to the recipients below."
                                        + " It will not\nbe tried again.\n");
        for (DeliveryStatus.FailedRecipient failed : status.failed()) {
            words.append("\n<").append(failed.address()).append(">\n    ");
            if (!failed.host().isEmpty() && !failed.ours()) {
                words.append(failed.host()).append(" said: ");
            }
            words.append(OneLine.of(failed.answer(), LONGEST_LINE)).append('\n');
        }
        return words.toString();
    }

    private static byte[] fields(DeliveryStatus status) {
        StringBuilder fields = new StringBuilder();
        fields.append(AsciiHeader.folded("Reporting-MTA", "dns; " + status.reportingMta()));
        fields.append(AsciiHeader.folded("Arrival-Date", PreparedMessage.date(status.arrival())));
        for (DeliveryStatus.FailedRecipient failed : status.failed()) {
            fields.append("\r\n");
            fields.append(AsciiHeader.folded("Final-Recipient", recipient(failed.address())));
            fields.append(AsciiHeader.folded("Action", "failed"));
            fields.append(AsciiHeader.folded("Status", failed.status()));
            String host = host(failed.host());
            if (!host.isEmpty()) {
                fields.append(AsciiHeader.folded("Remote-MTA", "dns; " + host));
            }
            String answer = ascii(failed.answer());
            if (!answer.isEmpty()) {
                boolean reply =
                        !failed.ours() && !host.isEmpty() && REPLY.matcher(answer).matches();
                fields.append(
                        AsciiHeader.folded(
                                "Diagnostic-Code", (reply ? "smtp; " : "x-mailyard; ") + answer));
            }
            fields.append(
                    AsciiHeader.folded(
                            "Last-Attempt-Date", PreparedMessage.date(failed.lastAttempt())));
        }
        return fields.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The value of Final-Recipient; letters beyond ASCII as in RFC 6533 section 3 if the part is
     * ASCII.
     */
    static String recipient(String address) {
        if (address.chars().allMatch(c -> c > ' ' && c < 127)) {
            return "rfc822; " + address;
        }
        StringBuilder encoded = new StringBuilder("utf-8; ");
        address.codePoints()
                .forEach(c -> {
                    if (c > ' ' && c < 127 && c != '\\' && c != '+' && c != '=') {
                        encoded.appendCodePoint(c);
                    } else {
                        encoded.append("\\x{").append("%02X".formatted(c)).append('}');
                    }
                });
        return encoded.toString();
    }

    /** The name of {@code name[address]:port}, or the address if there is no name. */
    private static String host(String host) {
        int bracket = host.indexOf('[');
        String name = bracket > 0 ? host.substring(0, bracket) : host.replaceAll(":[0-9]+$", "");
        return ascii(name);
    }

    /** The text on one line, with a question mark for every other character. */
    private static String ascii(String text) {
        return OneLine.of(text, LONGEST_LINE).replace("…", "...").replaceAll("[^\\x20-\\x7E]", "?");
    }

    /** The header's first fields, as many as fit. */
    private static byte[] header(byte[] message) {
        int end = 0;
        for (HeaderSection.HeaderField field : HeaderSection.of(message).fields()) {
            if (field.to() > MOST_HEADER) {
                break;
            }
            end = field.to();
        }
        return Arrays.copyOf(message, end);
    }

    /** Whether it can be sent unencoded (RFC 2045 section 2.7). */
    private static boolean plain(byte[] text) {
        int line = 0;
        for (byte octet : text) {
            line = octet == '\n' ? 0 : line + 1;
            if (octet <= 0 || line > LONGEST_LINE) {
                return false;
            }
        }
        return true;
    }
}
