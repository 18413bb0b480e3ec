package io.mailyard.mime;

import io.mailyard.base.NativeCrypto;
import io.mailyard.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signs messages with one key by DKIM (RFC 6376), relaxed/relaxed; with Ed25519 by RFC 8463. Safe
 * for many threads.
 *
 * @param domain domain of the key ({@code d=}), in A-labels
 * @param selector name of the key in its domain ({@code s=})
 */
public record DkimSigner(String domain, String selector, PrivateKey key) {
    /**
     * Fields that readers show and clients act on (RFC 6376 section 5.4.1). Each is listed once
     * more than the message has it, even if it has none, so that none can be added (section 8.15):
     * a second Subject or Content-Type on top would be the one that is shown.
     */
    private static final List<String> ALWAYS =
            List.of(
                    "From",
                    "Sender",
                    "Reply-To",
                    "To",
                    "Cc",
                    "Subject",
                    "Date",
                    "Message-ID",
                    "In-Reply-To",
                    "References",
                    "MIME-Version",
                    "Content-Type",
                    "Content-Transfer-Encoding",
                    "Content-Disposition");

    /**
     * Fields that are signed if the message has them, and then listed once more. If it has none, a
     * forwarder or a mailing list may add its own.
     */
    private static final List<String> WHERE_PRESENT =
            List.of(
                    "Content-ID",
                    "Content-Description",
                    "Content-Language",
                    "Content-Location",
                    "Auto-Submitted",
                    "Feedback-ID",
                    "Importance",
                    "Priority",
                    "X-Priority",
                    "Precedence",
                    "Organization",
                    "List-Id",
                    "List-Help",
                    "List-Unsubscribe",
                    "List-Unsubscribe-Post",
                    "List-Subscribe",
                    "List-Post",
                    "List-Owner",
                    "List-Archive");

    /**
     * Fields that are signed if the message has them; whoever resends it adds another block on top.
     */
    private static final List<String> RESENT =
            List.of(
                    "Resent-Date",
                    "Resent-From",
                    "Resent-Sender",
                    "Resent-To",
                    "Resent-Cc",
                    "Resent-Message-ID");

    /** Line length of base64: well within the 78 characters of a line. */
    private static final int FOLD = 72;

    /** The hash of a body, shared by all signatures of a message. */
    public static byte[] bodyHash(byte[] message, int body) {
        MessageDigest digest = Sha256.digest();
        new RelaxedBody(digest::update).take(message, body, message.length).end();
        return digest.digest();
    }

    /**
     * The whole header field with its CRLF, to be put before the message.
     *
     * @param header header of the message as it is sent
     * @param bodyHash hash of its body
     */
    public byte[] sign(byte[] message, HeaderSection header, byte[] bodyHash, Instant now) {
        Map<String, List<HeaderSection.HeaderField>> fields = byName(header);
        List<String> names = new ArrayList<>();
        StringBuilder hashed = new StringBuilder();
        for (String name : ALWAYS) {
            names.addAll(hash(message, fields, name, hashed));
            names.add(lower(name));
        }
        for (String name : WHERE_PRESENT) {
            List<String> present = hash(message, fields, name, hashed);
            names.addAll(present);
            names.addAll(present.subList(0, Math.min(1, present.size())));
        }
        for (String name : RESENT) {
            names.addAll(hash(message, fields, name, hashed));
        }
        String field =
                "DKIM-Signature: v=1; a="
                        + algorithm()
                        + "; c=relaxed/relaxed; d="
                        + domain
                        + ";\r\n s="
                        + selector
                        + "; t="
                        + now.getEpochSecond()
                        + ";\r\n h="
                        + list(names)
                        + ";\r\n bh="
                        + base64(bodyHash)
                        + ";\r\n b=";
        byte[] unsigned = field.getBytes(StandardCharsets.ISO_8859_1);
        HeaderSection.HeaderField own =
                new HeaderSection.HeaderField(
                        "DKIM-Signature", 0, "DKIM-Signature".length(), unsigned.length);
        relaxed(unsigned, own, hashed);
        // The signature's own field is hashed without its line end (RFC 6376 section 3.7).
        hashed.setLength(hashed.length() - 2);
        byte[] signature = signature(hashed.toString().getBytes(StandardCharsets.ISO_8859_1));
        return (field + folded(base64(signature)) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Map<String, List<HeaderSection.HeaderField>> byName(HeaderSection header) {
        Map<String, List<HeaderSection.HeaderField>> fields = new HashMap<>();
        header.fields()
                .forEach(field ->
                        fields.computeIfAbsent(lower(field.name()), _ -> new ArrayList<>())
                                .add(field));
        return fields;
    }

    /**
     * Hashes each field of a name, from the last one up (RFC 6376 section 5.4.2).
     *
     * @return the name, once for each field
     */
    private static List<String> hash(
            byte[] message,
            Map<String, List<HeaderSection.HeaderField>> fields,
            String name,
            StringBuilder hashed) {
        List<HeaderSection.HeaderField> some = fields.getOrDefault(lower(name), List.of());
        some.reversed().forEach(field -> relaxed(message, field, hashed));
        return Collections.nCopies(some.size(), lower(name));
    }

    /** The value of {@code h=}, folded between two names. */
    private static String list(List<String> names) {
        StringBuilder list = new StringBuilder();
        int line = " h=".length();
        for (String name : names) {
            if (!list.isEmpty()) {
                list.append(':');
                line++;
            }
            if (line + name.length() > FOLD) {
                list.append("\r\n ");
                line = 1;
            }
            list.append(name);
            line += name.length();
        }
        return list.toString();
    }

    private boolean isRsa() {
        return key.getAlgorithm().equals("RSA");
    }

    private String algorithm() {
        return isRsa() ? "rsa-sha256" : "ed25519-sha256";
    }

    private byte[] signature(byte[] hashed) {
        try {
            Signature signature = NativeCrypto.signature(isRsa() ? "SHA256withRSA" : "Ed25519");
            signature.initSign(key);
            // RFC 8463 section 3: Ed25519 signs the SHA-256 of what RSA would sign.
            signature.update(isRsa() ? hashed : Sha256.of(hashed));
            return signature.sign();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(
                    "the key of " + selector + "._domainkey." + domain + " does not sign", broken);
        }
    }

    /** A field in its hashed form, with its line end. */
    static byte[] relaxed(byte[] bytes, HeaderSection.HeaderField field) {
        StringBuilder to = new StringBuilder();
        relaxed(bytes, field, to);
        return to.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Canonicalizes by RFC 6376 section 3.4.2; a character for each octet. */
    private static void relaxed(byte[] bytes, HeaderSection.HeaderField field, StringBuilder to) {
        to.append(field.name().toLowerCase(Locale.ROOT)).append(':');
        boolean space = false;
        boolean begun = false;
        for (int i = field.colon() + 1; i < field.to(); i++) {
            char c = (char) (bytes[i] & 0xFF);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                space = true;
            } else {
                if (space && begun) {
                    to.append(' ');
                }
                to.append(c);
                space = false;
                begun = true;
            }
        }
        to.append("\r\n");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String folded(String base64) {
        StringBuilder folded = new StringBuilder(base64.length() + 16);
        for (int at = 0; at < base64.length(); at += FOLD) {
            folded.append(at == 0 ? "" : "\r\n ");
            folded.append(base64, at, Math.min(base64.length(), at + FOLD));
        }
        return folded.toString();
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "DkimSigner[" + selector + "._domainkey." + domain + "]";
    }
}
