package io.mailyard.delivery;

import io.mailyard.mime.HeaderSection;
import io.mailyard.mime.Originator;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Replaces From or Reply-To; other fields and the body are unchanged. */
final class HeaderRewriter {
    private HeaderRewriter() {}

    static byte[] message(byte[] message, HeaderOverrides put) {
        HeaderSection header = HeaderSection.of(message);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(message.length + 256);
        boolean from = put.fromEmail().isEmpty() && put.fromName().isEmpty();
        boolean replyTo = put.replyTo().isEmpty();
        for (HeaderSection.HeaderField field : header.fields()) {
            if (!from && field.name().equalsIgnoreCase("From")) {
                byte[] old = Arrays.copyOfRange(message, field.colon() + 1, field.to());
                line(whole, Originator.from(old, put.fromEmail(), put.fromName()));
                from = true;
            } else if (put.replyTo().isEmpty() || !field.name().equalsIgnoreCase("Reply-To")) {
                whole.write(message, field.from(), field.to() - field.from());
            } else if (!replyTo) {
                line(whole, Originator.replyTo(put.replyTo()));
                replyTo = true;
            }
        }
        if (!replyTo) {
            line(whole, Originator.replyTo(put.replyTo()));
        }
        whole.write(message, header.end(), message.length - header.end());
        return whole.toByteArray();
    }

    private static void line(ByteArrayOutputStream out, byte[] field) {
        out.writeBytes(field);
        out.write('\r');
        out.write('\n');
    }
}
