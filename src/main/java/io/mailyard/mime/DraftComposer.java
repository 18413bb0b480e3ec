package io.mailyard.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes a {@link MessageDraft} as the bytes of an RFC 5322 message. */
public final class DraftComposer {
    /** Base64 in lines of 76 characters, with a margin. */
    private static final double BASE64 = 1.37;

    private static final int AROUND = 8192;

    /**
     * Maximum value that fits the 998 octets of a line with the field's name (RFC 5322 section
     * 2.1.1).
     */
    private static final int LONGEST_RUN = 900;

    /** An encoded word has at most 75 characters (RFC 2047 section 2): 12 around 60 of base64. */
    private static final int OF_A_WORD = 45;

    private DraftComposer() {}

    /**
     * The message: text and HTML as alternatives, with the HTML's inline files, then the
     * attachments (RFC 2046, RFC 2387). Lines of CRLF, 7-bit unless an address needs SMTPUTF8.
     */
    public static byte[] compose(MessageDraft draft) {
        boolean utf8 =
                draft.from().needsUtf8()
                        || draft.to().stream().anyMatch(Mailbox::needsUtf8)
                        || draft.cc().stream().anyMatch(Mailbox::needsUtf8);
        try {
            MimeMessage message =
                    new Composer.ComposedMessage(
                            utf8 ? Composer.UTF8 : Composer.ASCII, draft.messageId());
            message.setFrom(Composer.address(draft.from()));
            message.setRecipients(Message.RecipientType.TO, addresses(draft.to()));
            message.setRecipients(Message.RecipientType.CC, addresses(draft.cc()));
            message.setHeader("Subject", subject(draft.subject()));
            message.setHeader("Date", PreparedMessage.date(draft.date()));
            for (Map.Entry<String, String> field : draft.headers().entrySet()) {
                if (!field.getKey().equalsIgnoreCase("message-id")) {
                    message.setHeader(field.getKey(), value(field.getKey(), field.getValue()));
                }
            }
            fill(message, draft);
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream(size(draft));
            message.writeTo(out);
            return out.toByteArray();
        } catch (MessagingException ours) {
            throw new IllegalStateException("a message cannot be composed", ours);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static int size(MessageDraft draft) {
        long attached = 0;
        for (MessageDraft.Attachment attachment : draft.attachments()) {
            attached += (long) (attachment.content().length * BASE64) + 1024;
        }
        long words = draft.text().length() * 2L + draft.html().length() * 2L;
        return (int) Math.min(Integer.MAX_VALUE - AROUND, attached + words + AROUND);
    }

    private static InternetAddress[] addresses(List<Mailbox> mailboxes)
            throws UnsupportedEncodingException {
        InternetAddress[] addresses = new InternetAddress[mailboxes.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = Composer.address(mailboxes.get(i));
        }
        return addresses;
    }

    /** The value folded after the name, with letters beyond ASCII as encoded words. */
    private static String value(String name, String value) throws UnsupportedEncodingException {
        return MimeUtility.fold(name.length() + 2, MimeUtility.encodeText(value, "UTF-8", null));
    }

    /** Encodes a run of letters that fits no line: encoded words can be folded. */
    private static String subject(String subject) throws UnsupportedEncodingException {
        if (!subject.matches(".*[!-~]{" + LONGEST_RUN + ",}.*")) {
            return value("Subject", subject);
        }
        StringBuilder words = new StringBuilder();
        byte[] octets = subject.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < octets.length; ) {
            int to = Math.min(octets.length, from + OF_A_WORD);
            while (to < octets.length && (octets[to] & 0xC0) == 0x80) {
                to--;
            }
            byte[] word = Arrays.copyOfRange(octets, from, to);
            words.append(from == 0 ? "" : "\r\n ")
                    .append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(word))
                    .append("?=");
            from = to;
        }
        return words.toString();
    }

    private static void fill(MimeMessage message, MessageDraft draft)
            throws MessagingException, IOException {
        List<MessageDraft.Attachment> attached =
                draft.attachments().stream()
                        .filter(attachment -> attachment.contentId().isEmpty())
                        .toList();
        if (attached.isEmpty()) {
            put(message, related(draft));
            return;
        }
        MimeMultipart mixed = new MimeMultipart("mixed");
        mixed.addBodyPart(related(draft));
        for (MessageDraft.Attachment attachment : attached) {
            mixed.addBodyPart(file(attachment));
        }
        message.setContent(mixed);
    }

    /** Turns a single part into the whole. */
    private static void put(MimeMessage message, MimeBodyPart part)
            throws MessagingException, IOException {
        if (part.getContent() instanceof MimeMultipart several) {
            message.setContent(several);
        } else {
            message.setDataHandler(part.getDataHandler());
        }
    }

    /** The text and HTML, with the HTML's inline files. */
    private static MimeBodyPart related(MessageDraft draft) throws MessagingException, IOException {
        List<MessageDraft.Attachment> shown =
                draft.attachments().stream()
                        .filter(attachment -> !attachment.contentId().isEmpty())
                        .toList();
        if (shown.isEmpty()) {
            return words(draft);
        }
        MimeMultipart related = new MimeMultipart("related");
        related.addBodyPart(words(draft));
        for (MessageDraft.Attachment attachment : shown) {
            related.addBodyPart(file(attachment));
        }
        return holding(related);
    }

    private static MimeBodyPart words(MessageDraft draft) throws MessagingException {
        if (draft.html().isEmpty()) {
            return Composer.part(draft.text(), "plain");
        }
        if (draft.text().isEmpty()) {
            return Composer.part(draft.html(), "html");
        }
        MimeMultipart both = new MimeMultipart("alternative");
        both.addBodyPart(Composer.part(draft.text(), "plain"));
        both.addBodyPart(Composer.part(draft.html(), "html"));
        return holding(both);
    }

    private static MimeBodyPart holding(MimeMultipart several) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(several);
        return part;
    }

    private static MimeBodyPart file(MessageDraft.Attachment attachment)
            throws MessagingException, IOException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(
                new DataHandler(new ByteArrayDataSource(attachment.content(), attachment.type())));
        part.setHeader("Content-Transfer-Encoding", "base64");
        if (!attachment.name().isEmpty()) {
            part.setFileName(attachment.name());
        }
        boolean shown = !attachment.contentId().isEmpty();
        part.setDisposition(shown ? Part.INLINE : Part.ATTACHMENT);
        if (shown) {
            part.setContentID("<" + attachment.contentId() + ">");
        }
        return part;
    }
}
