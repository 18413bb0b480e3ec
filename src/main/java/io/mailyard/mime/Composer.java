package io.mailyard.mime;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;

/** Writes a {@link OwnMail} as the bytes of an RFC 5322 message. */
public final class Composer {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** Policy that keeps header values in ASCII, with encoded words as in RFC 2047. */
    static final Session ASCII = session(false);

    /** Policy for an address that only SMTPUTF8 can carry: headers in UTF-8 as in RFC 6532. */
    static final Session UTF8 = session(true);

    private Composer() {}

    private static Session session(boolean utf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        return Session.getInstance(properties);
    }

    /**
     * The message: {@code multipart/alternative}, the text first, lines of CRLF, 7-bit unless an
     * address needs SMTPUTF8. Marked as automatic (RFC 3834), so that no vacation notice replies.
     */
    public static byte[] compose(OwnMail mail) {
        boolean utf8 = mail.from().needsUtf8() || mail.to().needsUtf8();
        try {
            MimeMessage message = new ComposedMessage(utf8 ? UTF8 : ASCII, mail.messageId());
            message.setFrom(address(mail.from()));
            message.setRecipient(Message.RecipientType.TO, address(mail.to()));
            message.setSubject(mail.subject(), "UTF-8");
            message.setHeader("Date", DATE.format(mail.date()));
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("Content-Language", mail.language());
            MimeMultipart both = new MimeMultipart("alternative");
            both.addBodyPart(part(mail.text(), "plain"));
            both.addBodyPart(part(mail.html(), "html"));
            message.setContent(both);
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return out.toByteArray();
        } catch (MessagingException ours) {
            throw new IllegalStateException("a mail cannot be composed", ours);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static InternetAddress address(Mailbox mailbox) throws UnsupportedEncodingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(mailbox.address());
        if (!mailbox.name().isEmpty()) {
            address.setPersonal(mailbox.name(), "UTF-8");
        }
        return address;
    }

    static MimeBodyPart part(String words, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        String lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n");
        part.setText(lines, "UTF-8", subtype);
        return part;
    }

    /** Keeps our Message-ID, which Angus would replace by one with this host's name. */
    static final class ComposedMessage extends MimeMessage {
        private final String messageId;

        ComposedMessage(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + messageId + ">");
        }
    }
}
